//! The weights of the features.

use super::features::COUNT;

/// What chooses the candidates that are looked at closely.
pub const PRESELECT: [f32; COUNT] = weights(&[
    (0, 3.4),
    (3, 1.7),
    (4, 1.6),
    (5, 2.3),
    (6, 4.9),
    (9, 1.8),
    (11, 6.0),
    (12, 4.3),
    (13, 1.5),
]);

/// What ranks.
pub const RANK: [f32; COUNT] = PRESELECT;

const fn weights(given: &[(usize, f32)]) -> [f32; COUNT] {
    let mut all = [0.0; COUNT];
    let mut at = 0;
    while at < given.len() {
        all[given[at].0] = given[at].1;
        at += 1;
    }
    all
}
