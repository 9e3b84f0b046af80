//! Synonyms that documents give (QnA Maker's, Azure's) count in every question, and are cited.

mod support;

use support::Fixture;

/// The knowledge base `qnamaker.zip`, and a document beside it.
fn packed() -> Fixture {
    let name = "tests/data/formats/qnamaker.zip";
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    let fixture = Fixture::new(&[(
        "docs/depot.md",
        "# The depot\n\n## Opening hours\n\nA parcel is handed out from nine to five.\n\n\
         ## Parking\n\nThere is room for ten cars behind the house.\n",
    )]);
    fixture.write("docs/qnamaker.zip", &std::fs::read(path).unwrap());
    fixture
}

#[test]
fn a_packed_knowledge_base_gives_its_entries_and_its_synonyms() {
    let fixture = packed();
    let ran = fixture.run(&["index", "--report", "docs", "--index", "made"]).expect(0);
    let all = format!("{}{}", ran.stdout, ran.stderr);
    assert!(all.contains("synonyms: parcel, shipment, consignment"), "{all}");
    assert!(all.contains("its synonyms count in every question"), "{all}");
    let ask = |line: &str| {
        let args = ["ask", "--index", "made", "--format", "ndjson", "--explain", line];
        let ran = fixture.run(&args).expect(0);
        ran.json_lines().remove(0)
    };
    // No document says "consignment", and none but the knowledge base knows what it is.
    let reply = ask("how do I return a consignment");
    assert_eq!(reply["answers"][0]["title"], "How do I return a parcel?", "{reply:#}");
    let origin = "synonym of consignment, by qnamaker.zip!/shop-synonyms.tsv:2";
    assert!(reply["explain"].to_string().contains(origin), "{reply:#}");
    // They count for every document, and both ways.
    let reply = ask("when is a shipment handed out");
    assert_eq!(reply["answers"][0]["title"], "Opening hours", "{reply:#}");
    let typed = ["ask", "--exact", "--index", "made", "--format", "ndjson", "consignment"];
    let reply = fixture.run(&typed).json_lines().remove(0);
    assert_eq!(reply["unknown"][0], "consignment", "{reply:#}");
}

#[test]
fn synonyms_go_with_the_document_that_gives_them() {
    let fixture = Fixture::new(&[
        ("docs/a.md", "# Things\n\n## Radiator\n\nThe radiator heats the hall.\n"),
        (
            "docs/kb.json",
            r#"{"value": [{"alterations": ["radiator", "glimmerbox", "c#, =>", "\u001b[31mred"]}]}"#,
        ),
    ]);
    fixture.run(&["index", "docs", "--index", "made"]).expect(0);
    let args = ["ask", "--index", "made", "--explain", "what does the glimmerbox heat"];
    let ran = fixture.run(&args).expect(0);
    assert!(ran.stdout.contains("The radiator heats the hall."), "{}", ran.stdout);
    assert!(ran.stdout.contains("synonym of glimmerbox, by kb.json:1"), "{}", ran.stdout);
    assert!(!support::drives_terminal(&ran.stdout));
    std::fs::remove_file(fixture.path("docs/kb.json")).unwrap();
    let ran = fixture.run(&args);
    assert!(!ran.stdout.contains("synonym of glimmerbox"), "{}", ran.stdout);
}
