//! Readers beside rebuilds: no error, no reply from two editions, and the new one at once.

mod support;

use std::{
    fs::{self, File},
    io::{BufRead, BufReader, Read, Write},
    process::Stdio,
    sync::atomic::{AtomicBool, AtomicUsize, Ordering},
    thread,
    time::{Duration, Instant},
};

use support::{
    Fixture,
    ordeal::{
        QUESTION, edition, edition_now, filling, left_over, ran, replace, signal, times,
        write_edition,
    },
};

/// How many readers start the program for each question, and how many keep a chat open.
const ASKING: usize = 6;
const CHATTING: usize = 2;

/// Counts of the readers.
#[derive(Default)]
struct Shared {
    /// The edition that is published, and the one that is being made.
    published: AtomicUsize,
    begun: AtomicUsize,
    done: AtomicBool,
    asked: AtomicUsize,
    new: AtomicUsize,
}

impl Shared {
    /// Checks an edition that a question asked when `known` was published was answered from.
    fn check(&self, known: usize, said: usize, last: &mut usize) {
        assert!(known <= said, "edition {said} after {known} was published");
        assert!(said <= self.begun.load(Ordering::SeqCst), "edition {said} is not there yet");
        assert!(*last <= said, "edition {said} after {last}");
        self.asked.fetch_add(1, Ordering::Relaxed);
        self.new.fetch_add(usize::from(*last < said), Ordering::Relaxed);
        *last = said;
    }

    fn is_done(&self) -> bool {
        self.done.load(Ordering::SeqCst)
    }
}

/// Sets its flag when it goes, also where a check fails, so that nobody goes on for ever.
struct Ends<'a>(&'a AtomicBool);

impl Drop for Ends<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

fn ask(fixture: &Fixture, shared: &Shared) {
    let mut last = 0;
    while !shared.is_done() {
        let known = shared.published.load(Ordering::SeqCst);
        let said = edition_now(fixture);
        shared.check(known, said, &mut last);
        thread::sleep(Duration::from_millis(10));
    }
}

fn chat(fixture: &Fixture, shared: &Shared) {
    let mut command = fixture.command(&["chat", "--no-refresh", "--index", "made", "--top", "2"]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    let mut last = 0;
    while !shared.is_done() {
        let known = shared.published.load(Ordering::SeqCst);
        writeln!(stdin, "{QUESTION} of the first book").unwrap();
        let mut line = String::new();
        while !line.contains("edition_") {
            line.clear();
            assert_ne!(stdout.read_line(&mut line).unwrap(), 0, "the chat ended");
        }
        shared.check(known, edition(&line), &mut last);
        // A chat answers so fast that it would leave the others no time.
        thread::sleep(Duration::from_millis(10));
    }
    drop(stdin);
    // What it still has to say must not fill the pipe.
    let rest = thread::spawn(move || std::io::copy(&mut stdout, &mut std::io::sink()));
    let ran = ran(&child.wait_with_output().unwrap()).expect(0);
    rest.join().unwrap().unwrap();
    assert!(!ran.stderr.contains("cannot"), "{}", ran.stderr);
}

#[test]
fn readers_see_whole_editions_and_the_new_one_by_their_next_question() {
    let count = times(50, 400);
    let fixture = Fixture::new(&[]);
    write_edition(&fixture, 1, 6);
    fixture.run(&["index", "docs", "--index", "made"]).expect(0);
    let shared = Shared::default();
    shared.begun.store(1, Ordering::SeqCst);
    thread::scope(|scope| {
        let readers: Vec<_> = (0..ASKING + CHATTING)
            .map(|number| {
                let (fixture, shared) = (&fixture, &shared);
                scope.spawn(move || match number < ASKING {
                    true => ask(fixture, shared),
                    false => chat(fixture, shared),
                })
            })
            .collect();
        let _ends = Ends(&shared.done);
        for round in 2..=count + 1 {
            write_edition(&fixture, round, 6);
            shared.begun.store(round, Ordering::SeqCst);
            fixture.run(&["index", "--index", "made"]).expect(0);
            shared.published.store(round, Ordering::SeqCst);
            if readers.iter().any(|reader| reader.is_finished()) {
                break;
            }
        }
    });
    assert_eq!(shared.published.load(Ordering::SeqCst), count + 1);
    assert_eq!(left_over(&fixture.path("made")), [""; 0]);
    let (asked, new) = (shared.asked.into_inner(), shared.new.into_inner());
    println!(
        "{count} rebuilds beside {ASKING} that ask and {CHATTING} chats: {asked} replies, all whole \
         and up to date, {new} of them the first of an edition"
    );
    assert!(ASKING + CHATTING < asked);
}

#[test]
fn of_two_rebuilds_at_once_that_do_not_wait_one_works_and_one_says_so() {
    let count = times(10, 100);
    let fixture = Fixture::new(&[]);
    write_edition(&fixture, 1, 12);
    fixture.run(&["index", "docs", "--index", "made"]).expect(0);
    let (mut both, mut one) = (0, 0);
    for round in 2..=count + 1 {
        write_edition(&fixture, round, 12);
        let start = || {
            let mut command = fixture.command(&["index", "--index", "made"]);
            command.env("IBID_WAIT", "0");
            command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
            command.spawn().unwrap()
        };
        let children = [start(), start()];
        let two = children.map(|child| ran(&child.wait_with_output().unwrap()));
        let worked = two.iter().filter(|ran| ran.status == Some(0)).count();
        assert!(0 < worked, "{two:?}");
        for refused in two.into_iter().filter(|ran| ran.status != Some(0)) {
            refused.complains(&["another ibid is building the index", "try again"]);
        }
        both += usize::from(worked == 2);
        one += usize::from(worked == 1);
        assert_eq!(edition_now(&fixture), round);
    }
    // And while the lock is surely held.
    let lock = File::open(fixture.path("made/.rebuild.lock")).unwrap();
    lock.lock().unwrap();
    let mut command = fixture.command(&["index", "--index", "made"]);
    command.env("IBID_WAIT", "0");
    support::feed(command, b"").complains(&["another ibid is building the index"]);
    assert_eq!(edition_now(&fixture), count + 1);
    write_edition(&fixture, count + 2, 12);
    let ran = fixture.run(&["ask", "--index", "made", QUESTION]).expect(0);
    assert!(ran.stderr.contains("this answer is from before"), "{}", ran.stderr);
    assert_eq!(edition(&ran.stdout), count + 1);
    drop(lock);
    let ran = fixture.run(&["ask", "--index", "made", QUESTION]).expect(0);
    assert_eq!(edition(&ran.stdout), count + 2);
    assert_eq!(left_over(&fixture.path("made")), [""; 0]);
    println!("{count} pairs of rebuilds: {one} times one was refused, {both} times both had room");
}

/// Beside many that ask, each of which brings the index up to date, `ibid index` nearly always failed.
#[test]
fn a_rebuild_gave_up_at_once_where_another_ibid_was_building() {
    let fixture = Fixture::new(&[]);
    write_edition(&fixture, 1, 6);
    fixture.run(&["index", "docs", "--index", "made"]).expect(0);
    let start = |wait: &str| {
        let lock = File::open(fixture.path("made/.rebuild.lock")).unwrap();
        lock.lock().unwrap();
        let mut command = fixture.command(&["index", "--index", "made"]);
        command.env("IBID_WAIT", wait).stdin(Stdio::null()).stdout(Stdio::null());
        let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
        let mut said = BufReader::new(child.stderr.take().unwrap());
        let mut line = String::new();
        said.read_line(&mut line).unwrap();
        (lock, child, said, line)
    };
    let waiting = "ibid: another ibid is building this index; waiting for it\n";

    // It goes on where the other is done, with what is there then, and says once that it waits.
    let (lock, mut child, mut said, line) = start("30");
    assert_eq!(line, waiting);
    write_edition(&fixture, 2, 6);
    drop(lock);
    let mut rest = String::new();
    said.read_to_string(&mut rest).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0), "{rest}");
    assert!(rest.starts_with("ibid: indexed ") && !rest.contains("waiting"), "{rest}");
    assert_eq!(edition_now(&fixture), 2);

    // Where the other takes longer, it says so, and nothing changed.
    let (lock, mut child, mut said, line) = start("1");
    assert_eq!(line, waiting);
    let mut rest = String::new();
    said.read_to_string(&mut rest).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(2));
    assert!(rest.starts_with("ibid: another ibid is building the index in "), "{rest}");
    drop(lock);

    // Ctrl-C ends the waiting.
    #[cfg(unix)]
    {
        let (_lock, mut child, _said, line) = start("30");
        assert_eq!(line, waiting);
        let started = Instant::now();
        signal(&child, "INT");
        assert_eq!(child.wait().unwrap().code(), Some(130));
        assert!(started.elapsed() < Duration::from_secs(10));
    }
    assert_eq!(edition_now(&fixture), 2);
    assert_eq!(left_over(&fixture.path("made")), [""; 0]);
}

#[test]
fn many_first_questions_at_once_make_one_index() {
    let fixture = Fixture::new(&[]);
    write_edition(&fixture, 1, 12);
    thread::scope(|scope| {
        for _ in 0..ASKING {
            scope.spawn(|| {
                let args = ["ask", "--corpus", "docs", "--index", "made", QUESTION];
                let ran = fixture.run(&args).expect(0);
                assert_eq!(edition(&ran.stdout), 1);
            });
        }
    });
    assert_eq!(left_over(&fixture.path("made")), [""; 0]);
    println!("{ASKING} first questions at once: all answered");
}

/// A document that is written, cut short and replaced while it is read.
#[test]
fn a_document_that_changes_while_it_is_read_is_read_again() {
    let count = times(15, 200);
    let fixture = Fixture::new(&[]);
    write_edition(&fixture, 1, 10);
    let done = AtomicBool::new(false);
    let (mut ended, mut refused) = (0, 0);
    thread::scope(|scope| {
        scope.spawn(|| {
            let path = fixture.path("docs/busy.md");
            let mut round = 0;
            while !done.load(Ordering::SeqCst) {
                round += 1;
                match round % 4 {
                    0 => replace(&path, filling(round, 30).as_bytes()),
                    1 => fs::write(&path, filling(round, 200)).unwrap(),
                    2 => File::options().write(true).open(&path).unwrap().set_len(77).unwrap(),
                    _ => fs::remove_file(&path).unwrap(),
                }
            }
        });
        let _ends = Ends(&done);
        for _ in 0..count {
            let ran = fixture.run(&["index", "docs", "--index", "made"]);
            support::ordeal::ended_well(&ran);
            ended += usize::from(ran.status == Some(0));
            refused += usize::from(ran.status == Some(2));
            if ran.status == Some(0) {
                assert_eq!(edition_now(&fixture), 1);
            }
        }
    });
    replace(
        &fixture.path("docs/busy.md"),
        b"# Bees\n\n## Who keeps the bees?\n\nAda keeps the bees.\n",
    );
    let ran = fixture.run(&["ask", "--index", "made", "who keeps the bees"]).expect(0);
    assert!(ran.stdout.starts_with("Ada keeps the bees"), "{}", ran.stdout);
    println!("{count} rebuilds beside a changing document: {ended} whole, {refused} said why not");
}
