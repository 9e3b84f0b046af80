//! `kill -9` and Ctrl-C at any moment: the last complete index answers, and nothing is left over.
#![cfg(unix)]

mod support;

use std::{
    fs,
    path::Path,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use support::{
    Fixture,
    ordeal::{
        Chance, QUESTION, edition, edition_now, filling, left_over, ran, replace, signal, times,
        write_edition,
    },
};

/// Documents beside those that are asked for: a rebuild takes some tens of milliseconds.
const FILL: usize = 25;

fn start(fixture: &Fixture, args: &[&str]) -> Child {
    let mut command = fixture.command(args);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

/// Waits until the process of `child` has a stage whose manifest is written, or has ended.
fn wait_for_swap(made: &Path, child: &mut Child) {
    while child.try_wait().unwrap().is_none() {
        let entries = fs::read_dir(made).into_iter().flatten().flatten();
        let mut stages =
            entries.filter(|entry| entry.file_name().to_string_lossy().starts_with(".stage-"));
        if stages.any(|stage| stage.path().join("manifest.json").exists()) {
            return;
        }
    }
}

#[test]
fn killed_at_any_moment_the_last_complete_index_answers() {
    let count = times(50, 2_000);
    let fixture = Fixture::new(&[]);
    let made = fixture.path("made");
    write_edition(&fixture, 0, FILL);
    let started = Instant::now();
    fixture.run(&["index", "docs", "--index", "made"]).expect(0);
    let whole = started.elapsed();
    let mut chance = Chance::new(20_261);
    let mut last = 0;
    // Of rebuilds, updates and swaps: how many were killed before they were done, and how many of
    // these counted already.
    let (mut killed, mut counted, mut finished, mut rebuilds) = ([0; 3], 0, 0, 0);
    for round in 1..=count {
        write_edition(&fixture, round, FILL);
        let kind = round % 3;
        let mut child = match kind {
            // Brought up to date on the way to an answer.
            1 => start(&fixture, &["ask", "--index", "made", QUESTION]),
            _ => start(&fixture, &["index", "--index", "made"]),
        };
        if kind == 2 {
            wait_for_swap(&made, &mut child);
            thread::sleep(Duration::from_micros(chance.below(6_000) as u64));
        } else {
            let micros = whole.as_micros().max(1) as usize * 11 / 10;
            thread::sleep(Duration::from_micros(chance.below(micros) as u64));
        }
        match child.try_wait().unwrap() {
            Some(_) => finished += 1,
            None => killed[kind] += 1,
        }
        child.kill().unwrap();
        child.wait().unwrap();
        let now = edition_now(&fixture);
        assert!(now == last || now == round, "round {round}: edition {now}, was {last}");
        counted += usize::from(now == round);
        last = now;
        if chance.below(4) == 0 || round == count {
            rebuilds += 1;
            fixture.run(&["index", "--index", "made"]).expect(0);
            last = edition_now(&fixture);
            assert_eq!(last, round);
            assert_eq!(left_over(&made), [""; 0], "round {round}");
            fixture.run(&["index", "--verify", "--index", "made"]).expect(0);
        }
    }
    let [rebuild, update, swap] = killed;
    println!(
        "{count} kills: {rebuild} in a rebuild, {update} in an update, {swap} in a swap, {finished} \
         too late; {counted} new editions counted; {rebuilds} rebuilds left nothing over"
    );
    assert!(count / 3 < rebuild + update + swap, "hardly any kill hit");
}

#[test]
fn interrupted_it_says_where_and_leaves_nothing() {
    let fixture = Fixture::new(&[]);
    let made = fixture.path("made");
    write_edition(&fixture, 1, 2);
    fixture.run(&["index", "docs", "--index", "made"]).expect(0);
    for number in 0..400 {
        replace(&fixture.path(&format!("docs/fill-{number}.md")), filling(number, 60).as_bytes());
    }
    write_edition(&fixture, 2, 0);
    let mut stopped = 0;
    for wait in [0, 30, 80] {
        let mut command = fixture.command(&["index", "--index", "made"]);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let is_stage = |entry: fs::DirEntry| entry.file_name().to_string_lossy().starts_with(".s");
        while child.try_wait().unwrap().is_none()
            && !fs::read_dir(&made).unwrap().flatten().any(is_stage)
        {
            thread::sleep(Duration::from_millis(1));
        }
        thread::sleep(Duration::from_millis(wait));
        signal(&child, "INT");
        let ran = ran(&child.wait_with_output().unwrap());
        assert_eq!(ran.status, Some(130), "{ran:?}");
        assert!(ran.stderr.starts_with("ibid: stopped at file "), "{}", ran.stderr);
        assert!(
            ran.stderr.ends_with(" of 402; the index before still answers\n"),
            "{}",
            ran.stderr
        );
        assert_eq!(left_over(&made), [""; 0]);
        assert_eq!(edition_now(&fixture), 1);
        stopped += 1;
    }
    println!("{stopped} times Ctrl-C in a rebuild: said where, nothing left over");
}

#[test]
fn interrupted_before_the_first_index_there_is_none() {
    let fixture = Fixture::new(&[]);
    for number in 0..400 {
        replace(&fixture.path(&format!("docs/fill-{number}.md")), filling(number, 60).as_bytes());
    }
    let args = ["ask", "--corpus", "docs", "--index", "made", QUESTION];
    let mut command = fixture.command(&args);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    while child.try_wait().unwrap().is_none() && !fixture.path("made/.rebuild.lock").exists() {
        thread::sleep(Duration::from_millis(1));
    }
    thread::sleep(Duration::from_millis(20));
    signal(&child, "INT");
    let ran = ran(&child.wait_with_output().unwrap());
    assert_eq!(ran.status, Some(130), "{ran:?}");
    assert!(ran.stderr.ends_with("; there is no index yet\n"), "{}", ran.stderr);
    assert_eq!(ran.stdout, "");
    assert_eq!(left_over(&fixture.path("made")), [""; 0]);
}

#[test]
fn a_check_that_was_interrupted_while_it_asked_left_its_index_behind() {
    interrupt_a_check("INT", Duration::from_millis(50), |folder| folder.join("CURRENT").exists());
}

#[test]
fn a_check_that_was_interrupted_while_it_read_spoke_of_an_index() {
    interrupt_a_check("INT", Duration::ZERO, |_| true);
}

/// As a service or a terminal does that goes.
#[test]
fn a_check_that_was_terminated_left_its_index_behind() {
    for signal in ["TERM", "HUP"] {
        if signal == "TERM" || cfg!(target_os = "linux") {
            interrupt_a_check(signal, Duration::ZERO, |_| true);
        }
    }
}

#[test]
fn what_ignores_a_signal_from_the_start_goes_on() {
    let fixture = Fixture::new(&[]);
    write_edition(&fixture, 1, FILL);
    fixture.write("temporary/here", b"");
    let plain = fixture.command(&[]);
    let mut command = Command::new("sh");
    command.args(["-c", "trap '' HUP; exec \"$0\" check docs"]).arg(plain.get_program());
    command
        .current_dir(fixture.path(""))
        .envs(plain.get_envs().filter_map(|(name, value)| Some((name, value?))));
    command.env("TMPDIR", fixture.path("temporary"));
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let count = || fs::read_dir(fixture.path("temporary")).unwrap().count();
    while child.try_wait().unwrap().is_none() && count() < 2 {
        thread::sleep(Duration::from_millis(1));
    }
    signal(&child, "HUP");
    let ran = ran(&child.wait_with_output().unwrap());
    assert!(matches!(ran.status, Some(0 | 1)), "{ran:?}");
}

/// Interrupts a check by the signal of this `name` so much `later` than its temporary folder is there and so far, and expects one word and nothing
/// left.
#[track_caller]
fn interrupt_a_check(name: &str, later: Duration, is_so_far: impl Fn(&Path) -> bool) {
    let fixture = Fixture::new(&[]);
    let entry = |number: usize| {
        format!("{{\"question\": \"Where is k{number}?\", \"answer\": \"In room r{number}.\"}}\n")
    };
    let records: String = (0..2_000).map(entry).collect();
    fixture.write("docs/faq.jsonl", records.as_bytes());
    fixture.write("temporary/here", b"");
    let mut command = fixture.command(&["check", "docs"]);
    command.env("TMPDIR", fixture.path("temporary"));
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let count = || fs::read_dir(fixture.path("temporary")).unwrap().flatten().count();
    let is_there = || {
        let folders = fs::read_dir(fixture.path("temporary")).unwrap().flatten();
        folders.map(|one| one.path()).filter(|one| one.is_dir()).any(|one| is_so_far(&one))
    };
    while child.try_wait().unwrap().is_none() && !is_there() {
        thread::sleep(Duration::from_millis(1));
    }
    thread::sleep(later);
    assert_eq!(count(), 2);
    signal(&child, name);
    let ran = ran(&child.wait_with_output().unwrap());
    assert_eq!(ran.status, Some(130), "{ran:?}");
    assert_eq!((ran.stdout.as_str(), ran.stderr.as_str()), ("", "ibid: stopped\n"));
    assert_eq!(count(), 1, "only what was there before");
}

#[test]
fn an_edition_is_told_from_a_mixed_reply() {
    assert_eq!(edition("a edition_000007 b edition_000007"), 7);
    let mixed = std::panic::catch_unwind(|| edition("edition_000007 edition_000008"));
    assert!(mixed.is_err());
}
