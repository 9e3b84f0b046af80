//! Disks that are full or not to be written to, folders of others, and no home.
//!
//! Where a file system cannot be mounted, or nobody else be acted as, a test says so and passes.
#![cfg(unix)]

mod support;

use std::{
    fs,
    os::unix::{fs::PermissionsExt, process::CommandExt},
    path::{Path, PathBuf},
    process::Command,
};

use support::{
    Fixture, Ran, feed,
    ordeal::{QUESTION, edition, edition_now, left_over, times, write_edition},
};

/// Somebody who owns nothing: `nobody` nearly everywhere.
const NOBODY: u32 = 65_534;

/// Somebody whom no list of users has.
const STRANGER: u32 = 54_321;

/// A file system in memory, of a size that can be changed; gone when this is.
struct Mounted(PathBuf);

impl Mounted {
    /// `None` where that is not allowed.
    fn at(path: PathBuf, kilobytes: usize) -> Option<Mounted> {
        fs::create_dir_all(&path).unwrap();
        let size = format!("size={kilobytes}k");
        let mount =
            Command::new("mount").args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(&path).output();
        mount.is_ok_and(|output| output.status.success()).then_some(Mounted(path))
    }

    fn remount(&self, options: &str) {
        let options = format!("remount,{options}");
        let mount = Command::new("mount").args(["-o", &options]).arg(&self.0).output().unwrap();
        assert!(mount.status.success(), "{mount:?}");
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).output();
    }
}

/// Kilobytes that the files of a folder take in blocks of four.
fn taken(folder: &Path) -> usize {
    let blocks = |path: PathBuf| fs::metadata(path).unwrap().len().div_ceil(4096) as usize;
    support::files_below(folder).into_iter().map(blocks).sum::<usize>() * 4
}

/// Checks that the run ended because the disk is full, and says so.
#[track_caller]
fn for_want_of_room(ran: Ran) {
    let ran = ran.complains(&["cannot write ", "No space left on device"]);
    assert!(!ran.stderr.contains("killed"), "the cause is lost: {}", ran.stderr);
}

/// A fixture with two documents and a disk, on which their index is made; what it takes in KB.
/// `None` where there can be no such disk.
fn with_disk() -> Option<(Fixture, Mounted, usize)> {
    let fixture = Fixture::new(&[]);
    let Some(disk) = Mounted::at(fixture.path("disk"), 65_536) else {
        println!("skipped: no file system can be mounted here");
        return None;
    };
    write_edition(&fixture, 1, 2);
    fixture.run(&["index", "docs", "--index", "disk/made"]).expect(0);
    let needed = taken(&fixture.path("disk/made"));
    Some((fixture, disk, needed))
}

/// Runs the command as somebody else; `None` where nobody can be acted as.
fn run_as(
    fixture: &Fixture,
    user: u32,
    args: &[&str],
    change: impl Fn(&mut Command),
) -> Option<Ran> {
    let is_root = Command::new("id").arg("-u").output().is_ok_and(|id| id.stdout == b"0\n");
    if !is_root {
        return None;
    }
    // The program itself must be readable for whoever runs it.
    let program = fixture.path("../ibid");
    if !program.exists() {
        let open = |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode));
        fs::copy(env!("CARGO_BIN_EXE_ibid"), &program).unwrap();
        open(&program, 0o755).unwrap();
        for folder in ["..", ".", "../home"] {
            open(&fixture.path(folder), 0o755).unwrap();
        }
    }
    let usual = fixture.command(args);
    let mut command = Command::new(program);
    command.args(args).current_dir(fixture.path("")).uid(user).gid(user);
    for (name, value) in usual.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    change(&mut command);
    Some(feed(command, b""))
}

#[test]
fn a_full_disk_leaves_the_index_before_and_nothing_else() {
    let Some((fixture, disk, needed)) = with_disk() else { return };
    let made = fixture.path("disk/made");
    // A rebuild needs about as much beside the index that is there.
    let step = 4 * times(2, 1);
    let (mut refused, mut worked, mut last) = (0, 0, 1);
    let ask = ["ask", "--no-refresh", "--index", "disk/made", "--top", "2", QUESTION];
    for room in (0..=needed + 64).step_by(step) {
        disk.remount(&format!("size={}k", taken(&made) + room));
        write_edition(&fixture, last + 1, 2);
        let ran = fixture.run(&["index", "--index", "disk/made"]);
        if ran.status == Some(0) {
            last += 1;
            worked += 1;
            disk.remount("size=65536k");
            // From the same state as before: one generation, so that each step has its room.
            let newest = support::ordeal::generation(&made);
            for entry in fs::read_dir(&made).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() && path != newest {
                    fs::remove_dir_all(path).unwrap();
                }
            }
        } else {
            refused += 1;
            for_want_of_room(ran);
        }
        let left = left_over(&made);
        assert_eq!(left, [""; 0], "with room for {room} KB");
        assert_eq!(edition(&fixture.run(&ask).expect(0).stdout), last, "with room for {room} KB");
        fixture.run(&["index", "--verify", "--index", "disk/made"]).expect(0);
    }
    println!(
        "room for 0 to {} KB in steps of {step}: {refused} refused, {worked} worked",
        needed + 64
    );
    assert!(0 < refused && 0 < worked);
}

#[test]
fn on_a_full_disk_the_first_index_is_made_or_refused() {
    let Some((fixture, disk, needed)) = with_disk() else { return };
    let step = 4 * times(3, 1);
    let (mut refused, mut worked) = (0, 0);
    for room in (4..=needed + 64).step_by(step) {
        fs::remove_dir_all(fixture.path("disk/made")).unwrap();
        disk.remount(&format!("size={room}k"));
        let args = ["ask", "--corpus", "docs", "--index", "disk/made", "--top", "2", QUESTION];
        let ran = fixture.run(&args);
        if ran.status == Some(0) {
            assert_eq!(edition(&ran.stdout), 1);
            worked += 1;
        } else {
            for_want_of_room(ran);
            assert_eq!(left_over(&fixture.path("disk/made")), [""; 0], "with {room} KB");
            refused += 1;
        }
        disk.remount("size=65536k");
        fs::create_dir_all(fixture.path("disk/made")).unwrap();
    }
    println!(
        "disks of 4 to {} KB in steps of {step}: {refused} refused, {worked} worked",
        needed + 64
    );
    assert!(0 < refused && 0 < worked);
}

#[test]
fn a_read_only_disk_answers() {
    let Some((fixture, disk, _)) = with_disk() else { return };
    disk.remount("ro");
    let ask = ["ask", "--index", "disk/made", "--top", "2", QUESTION];
    let ran = fixture.run(&ask).expect(0);
    assert_eq!((edition(&ran.stdout), ran.stderr.as_str()), (1, ""));
    fixture.run(&["index", "--verify", "--index", "disk/made"]).expect(0);
    // Behind, and it says why it stays so.
    write_edition(&fixture, 2, 2);
    let ran = fixture.run(&ask).expect(0);
    assert_eq!(edition(&ran.stdout), 1);
    assert!(ran.stderr.contains("this answer is from before"), "{}", ran.stderr);
    assert!(ran.stderr.contains("the documents changed, but cannot write"), "{}", ran.stderr);
    fixture.run(&["index", "--index", "disk/made"]).complains(&["cannot write", "Read-only file"]);
    println!("a read-only disk: answers, says that it is behind, is not written to");
}

#[test]
fn in_a_read_only_folder_of_somebody_else_the_index_answers() {
    let fixture = Fixture::new(&[]);
    write_edition(&fixture, 1, 2);
    fixture.run(&["index", "docs", "--index", "made"]).expect(0);
    let made = fixture.path("made");
    let ask = ["ask", "--index", "made", "--top", "2", QUESTION];
    // Its folder is for its owner alone.
    let Some(ran) = run_as(&fixture, NOBODY, &ask, |_| {}) else {
        println!("skipped: nobody else can be acted as here");
        return;
    };
    ran.complains(&["cannot read ", "made", "Permission denied"]);
    // Once the owner lets others read it, they ask, and write nothing.
    fs::set_permissions(&made, fs::Permissions::from_mode(0o755)).unwrap();
    let ran = run_as(&fixture, NOBODY, &ask, |_| {}).unwrap();
    fs::set_permissions(support::ordeal::generation(&made), fs::Permissions::from_mode(0o755))
        .unwrap();
    assert_eq!(edition(&ran.expect(0).stdout), 1);
    let verify = ["index", "--verify", "--index", "made"];
    run_as(&fixture, NOBODY, &verify, |_| {}).unwrap().expect(0);
    write_edition(&fixture, 2, 2);
    let ran = run_as(&fixture, NOBODY, &ask, |_| {}).unwrap().expect(0);
    assert_eq!(edition(&ran.stdout), 1);
    assert!(ran.stderr.contains("this answer is from before"), "{}", ran.stderr);
    let index = ["index", "--index", "made"];
    run_as(&fixture, NOBODY, &index, |_| {}).unwrap().complains(&["cannot write", "Permission"]);
    assert_eq!(edition_now(&fixture), 1);
    println!("another user: refused where the folder is closed, answered where it is open");
}

/// A folder that must not be read was told to hold no document.
#[test]
fn a_closed_folder_was_told_to_have_no_documents() {
    let fixture = Fixture::devices();
    let closed = fs::Permissions::from_mode(0o000);
    fixture.write("above/below/guide.md", b"# Guide\n\nIt stands here.\n");
    for folder in ["docs", "above/below"] {
        fs::set_permissions(fixture.path(folder), closed.clone()).unwrap();
    }
    for (path, said) in [
        ("docs", "docs: cannot be read: no permission"),
        ("above", "above: no document that can be read; below cannot be read: no permission"),
        ("docs/router.md", "cannot read docs/router.md: Permission denied"),
    ] {
        for args in [&["index", path][..], &["check", path], &["ask", "--corpus", path, "why"]] {
            let Some(ran) = run_as(&fixture, NOBODY, args, |_| {}) else {
                println!("skipped: nobody else can be acted as here");
                return;
            };
            ran.complains(&[said]);
        }
    }
    println!("a closed folder is told as such");
}

#[test]
fn without_a_home_an_index_that_is_named_answers() {
    let fixture = Fixture::new(&[]);
    write_edition(&fixture, 1, 2);
    fixture.run(&["index", "docs", "--index", "made"]).expect(0);
    let homeless = |command: &mut Command| {
        let names =
            ["HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME"];
        for name in names {
            command.env_remove(name);
        }
    };
    let ask = ["ask", "--index", "made", "--top", "2", QUESTION];
    let mut command = fixture.command(&ask);
    homeless(&mut command);
    // The list of users may still know one.
    assert_eq!(edition(&feed(command, b"").expect(0).stdout), 1);
    for folder in [fixture.path("made"), support::ordeal::generation(&fixture.path("made"))] {
        fs::set_permissions(folder, fs::Permissions::from_mode(0o755)).unwrap();
    }
    let Some(ran) = run_as(&fixture, STRANGER, &ask, homeless) else {
        println!("the rest is skipped: nobody else can be acted as here");
        return;
    };
    assert_eq!(edition(&ran.expect(0).stdout), 1);
    let ran = run_as(&fixture, STRANGER, &["ask", QUESTION], homeless).unwrap();
    ran.complains(&["cannot tell the home directory", "set HOME"]);
    println!("without a home: a named index answers, without a name it says what is missing");
}

/// Tests run side by side, and what one copies the next may hold open while it starts something.
#[test]
fn a_program_that_was_just_copied_was_busy_now_and_then() {
    let fixture = Fixture::new(&[]);
    let program = fixture.path("ibid");
    fs::copy(env!("CARGO_BIN_EXE_ibid"), &program).unwrap();
    let held = fs::OpenOptions::new().append(true).open(&program).unwrap();
    let letting_go = std::thread::spawn(move || {
        std::thread::sleep(std::time::Duration::from_millis(200));
        drop(held);
    });
    let mut command = Command::new(program);
    command.arg("--version");
    assert!(feed(command, b"").stdout.starts_with("ibid "));
    letting_go.join().unwrap();
}
