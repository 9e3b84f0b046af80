use std::io::BufRead;
fn main() {
    let a: Vec<String> = std::env::args().collect();
    if a[1] == "index" {
        let dir = std::path::PathBuf::from(&a[4]);
        let b = ibid::engine::build(
            &ibid::engine::Corpus::Paths(vec![a[2].clone().into()]),
            &dir,
            &mut |_| {},
        )
        .unwrap();
        eprintln!("{b:?}");
    } else {
        let dir = std::path::PathBuf::from(&a[3]);
        let e = ibid::engine::Engine::open(&dir).unwrap();
        for l in std::io::stdin().lock().lines() {
            let o = ibid::engine::AskOptions {
                top: 10,
                exact: std::env::var_os("EXACT").is_some(),
                explain: std::env::var_os("EXPLAIN").is_some(),
                ..Default::default()
            };
            let r = e.ask(&l.unwrap(), &o).unwrap();
            if std::env::var_os("EXPLAIN").is_some() {
                eprintln!(
                    "{} => {:?} unknown {:?} notes {:?}",
                    r.question, r.interpreted, r.unknown, r.notes
                );
                for t in &r.explain.as_ref().unwrap().terms {
                    if t.origin.contains(" ") {
                        eprintln!("      {} {:.2} {} [{}]", t.term, t.weight, t.passages, t.origin);
                    }
                }
            }
            let f = |v: &Vec<ibid::answer::Found>| {
                v.iter().map(|f| serde_json::json!({"id": f.passage.id, "title": f.passage.title, "text": f.passage.text, "line": f.passage.line, "end_line": f.passage.end_line, "highlight": f.highlight.iter().map(|r| (r.start, r.end)).collect::<Vec<_>>()})).collect::<Vec<_>>()
            };
            println!(
                "{}",
                serde_json::json!({"answers": f(&r.answers), "nearest": f(&r.nearest), "confidence": r.confidence, "status": r.status.name(), "took_us": r.took.as_micros() as u64})
            );
        }
    }
}
