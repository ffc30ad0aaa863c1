//! A test in a process of its own: what it is about (the environment, a limit) is the process's.

use std::process::Command;

const IS_THE_CHILD: &str = "M7_TEST_IS_THE_CHILD";

/// Runs `test` in a process of its own, with this environment and nothing else of a proxy in it;
/// `name` is the calling test's, which is run again there.
pub(crate) fn in_one_of_its_own(name: &str, environment: &[(&str, &str)], test: impl FnOnce()) {
    if std::env::var_os(IS_THE_CHILD).is_some() {
        return test();
    }
    run(
        Command::new(std::env::current_exe().unwrap()),
        name,
        environment,
    );
}

/// The same, with no more than 64 files and connections open at once.
#[cfg(unix)]
pub(crate) fn in_one_with_few_files(name: &str, test: impl FnOnce()) {
    if std::env::var_os(IS_THE_CHILD).is_some() {
        return test();
    }
    let mut shell = Command::new("sh");
    shell
        .args(["-c", r#"ulimit -n 64 && exec "$0" "$@""#])
        .arg(std::env::current_exe().unwrap());
    run(shell, name, &[]);
}

fn run(mut command: Command, name: &str, environment: &[(&str, &str)]) {
    for variable in ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"] {
        command.env_remove(variable);
        command.env_remove(variable.to_lowercase());
    }
    let output = command
        .args(["--exact", name])
        .env(IS_THE_CHILD, "1")
        .envs(environment.iter().copied())
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{told}");
    assert!(told.contains("1 passed"), "{told}");
}

/// The result of `future`, on a runtime of one thread.
pub(crate) fn block_on<F: Future>(future: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
        .block_on(future)
}
