//! The commands that narrow down what the answers come from.

use ibid::query::{Filter, filter::Carried};

use super::{
    Talk,
    commands::{Command, Given, Takes},
};
use crate::cli::console::say;

pub(super) const COMMANDS: &[Command] = &[
    Command {
        name: "/tag",
        also: &[],
        arguments: "[TAG, …]",
        help: "asks only what is tagged so; all without",
        takes: Takes::Filter(Carried::Tag),
        run: |talk, given, _| talk.narrow(given, |filter| &mut filter.tags),
    },
    Command {
        name: "/in",
        also: &[],
        arguments: "[PATTERN, …]",
        help: "asks only these files; all without",
        takes: Takes::Filter(Carried::Within),
        run: |talk, given, _| talk.narrow(given, |filter| &mut filter.within),
    },
];

impl Talk<'_> {
    /// Sets `part` of the filter to the names that were given, and says what answers come from now.
    /// What does not exist changes nothing.
    fn narrow(
        &mut self,
        given: Given<'_>,
        part: fn(&mut Filter) -> &mut Vec<String>,
    ) -> anyhow::Result<()> {
        let names = match given {
            Given::Text(text) => text,
            Given::Nothing | Given::Number(_) => "",
        };
        let mut filter = self.options.filter.clone();
        let names = names.split(',').map(str::trim).filter(|name| !name.is_empty());
        *part(&mut filter) = names.map(str::to_owned).collect();
        match self.library.checked(filter, &self.around.working_dir) {
            Ok(filter) => {
                say(&match filter.is_empty() {
                    true => "answers come from all documents".to_owned(),
                    false => format!("answers come only from {filter}"),
                });
                self.options.filter = filter;
            }
            Err(error) => say(&format!("{error:#}")),
        }
        Ok(())
    }
}
