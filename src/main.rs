//! ibid
fn main() {}
