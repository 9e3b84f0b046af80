//! Makes the weights of `src/rank/weights.rs` and `src/answer/confidence.rs` from labelled questions.
//!
//! ```text
//! cargo run --release --example fit_weights -- FAMILY[/USE]:CORPUS:QUESTIONS …
//!
//! cargo run --release --example fit_weights -- b::tests/data/builtin-questions.tsv \
//!     w:sets/webapps/faq.jsonl:sets/webapps/questions.jsonl \
//!     w/confidence:sets/webapps-gaps/faq.jsonl:sets/webapps-gaps/questions.jsonl
//! ```
//!
//! Sets that are akin have the same FAMILY, a word of your choice: when weights are measured on a
//! set that they were not fitted on, its whole family is left out of the fit. An empty CORPUS is the
//! built-in documents. QUESTIONS is a file as `ibid eval` reads it. USE is `confidence` for a set
//! that has no part in the weights of the ranking (one whose passages repeat those of another),
//! `measure` for one that nothing is fitted on, and a number above 0, at most 1, for one that counts so
//! much beside the others, which count 1.
//!
//! Nothing is written but indexes, in folders that are gone afterwards. What is printed:
//!
//! 1. For each set success@1, AUROC and ECE, as `ibid eval` has them, of the weights fitted without
//!    its family, of those fitted on all sets, and of those that are compiled in. The passages are
//!    those that the compiled-in PRESELECT lets through, for all three: where its new weights
//!    differ much, put them in their place and run this again.
//! 2. PRESELECT and RANK, fitted on all sets, to be pasted into `src/rank/weights.rs`.
//! 3. FEW and MANY, the same, for `src/answer/confidence.rs` (MANY where a reply has an entry with many
//!    phrasings first). What is set by hand there has no part in these, nor in the first two of 1.
//!
//! The same sets print the same numbers: nothing is drawn by chance.

mod regression;

use std::{
    collections::{BTreeSet, HashMap},
    env,
    path::Path,
    process::ExitCode,
};

use anyhow::{Context, Result, bail};
use ibid::{
    answer::{
        Status,
        confidence::{FEATURES, confidence, has_many_phrasings, signals},
    },
    calibration::Calibration,
    engine::{self, Corpus, Engine},
    eval::{Judge, Metrics, Outcome, questions},
    query::Query,
    rank::{Feature, Ranked, features::COUNT, rerank},
};

use regression::{Case, List, dot, listwise, logistic, probability};

/// What squared weights of scaled columns cost, beside a mean loss. Without a unit:
/// enough that features which say nearly the same do not get large weights against each other.
const PENALTY: f64 = 0.001;

/// At most so many questions of a set are fitted to: enough for 28 weights, and a large set takes
/// no more time than the others.
const QUESTIONS: usize = 900;

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    if arguments.is_empty() {
        eprintln!("usage: fit_weights FAMILY[/confidence|/measure|/0.5]:CORPUS:QUESTIONS …");
        return ExitCode::from(2);
    }
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("fit_weights: {error:#}");
            ExitCode::from(2)
        }
    }
}

fn run(arguments: &[String]) -> Result<()> {
    let sets: Vec<Set> =
        arguments.iter().map(|argument| Set::load(argument)).collect::<Result<_>>()?;
    let all: Vec<&Set> = sets.iter().collect();
    let fitted = Fitted::on(&all)
        .context("no set to fit on: each is for measuring, or none has a right passage")?;
    measure(&sets, &fitted);
    println!();
    print_weights("PRESELECT: [f32; COUNT]", &preselection(&all));
    print_weights("RANK: [f32; COUNT]", &fitted.rank);
    print_confidence(&fitted);
    Ok(())
}

/// What a set is there for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Use {
    /// For all weights.
    All,
    /// For those of the confidence.
    Confidence,
    /// For none.
    Measure,
}

/// Labelled questions, asked.
struct Set {
    /// The argument that named it.
    name: String,
    family: String,
    used: Use,
    /// What all its questions together count beside those of other sets.
    weight: f64,
    asked: Vec<Asked>,
}

/// A question, asked.
struct Asked {
    answerable: bool,
    query: Query,
    /// What the documents make of the compiled-in confidence.
    calibration: Calibration,
    /// The candidates that were looked at closely, as the compiled-in weights rank them.
    ranked: Vec<Ranked>,
    /// Of all candidates, by what is cheap to measure, the features, one after the other.
    cheap: List,
    /// Whether the passage with this number is right, for all candidates.
    right: HashMap<u32, bool>,
}

impl Set {
    /// Indexes the documents of `argument` and asks its questions.
    fn load(argument: &str) -> Result<Set> {
        let parts: Vec<&str> = argument.splitn(3, ':').collect();
        let [family, corpus, path] = parts.as_slice() else {
            bail!("{argument}: not FAMILY:CORPUS:QUESTIONS");
        };
        let (family, used, weight) = match family.split_once('/') {
            None => (*family, Use::All, 1.0),
            Some((family, "confidence")) => (family, Use::Confidence, 1.0),
            Some((family, "measure")) => (family, Use::Measure, 0.0),
            Some((family, number)) => match number.parse() {
                Ok(weight) if 0.0 < weight && weight <= 1.0 => (family, Use::All, weight),
                _ => bail!("{argument}: /{number} is not /confidence, /measure or a number to 1"),
            },
        };
        eprintln!("asking {path}");
        let corpus = match *corpus {
            "" => Corpus::BuiltIn,
            path => Corpus::Paths(vec![path.into()]),
        };
        let dir = tempfile::tempdir()?;
        engine::build(&corpus, dir.path(), &mut |_| {}).with_context(|| argument.to_owned())?;
        let engine = Engine::open(dir.path())?;
        let questions = questions::load(Path::new(path))?;
        let (judge, unknown) = Judge::new(&engine, &questions)?;
        for problem in questions.problems.iter().chain(&unknown) {
            eprintln!("{problem}");
        }
        let asked = questions
            .questions
            .iter()
            .enumerate()
            .map(|(at, question)| {
                let is_right = |number| Ok(judge.is_right(at, &engine.passage(number)?));
                Asked::new(&engine, &question.text, question.gold.is_answerable(), is_right)
            })
            .collect::<Result<_>>()?;
        Ok(Set { name: (*path).to_owned(), family: family.to_owned(), used, weight, asked })
    }
}

impl Asked {
    fn new(
        engine: &Engine,
        question: &str,
        answerable: bool,
        is_right: impl Fn(u32) -> Result<bool>,
    ) -> Result<Asked> {
        let (_, candidates) = engine.ranked_cheaply(question)?;
        let (query, mut ranked) = engine.ranked(question)?;
        // All is measured already; where the words stand would be most of the memory.
        for one in &mut ranked {
            one.candidate.hits = Vec::new();
        }
        let mut right = HashMap::new();
        for one in candidates.iter().chain(&ranked) {
            let number = one.candidate.number;
            right.insert(number, answerable && is_right(number)?);
        }
        let cheap = list(&candidates, &right);
        let calibration = *engine.calibration();
        Ok(Asked { answerable, query, calibration, ranked, cheap, right })
    }

    /// Whether the first of `ranked` answers the question.
    fn is_right(&self, ranked: &[Ranked]) -> bool {
        ranked.first().is_some_and(|first| self.right.get(&first.candidate.number) == Some(&true))
    }
}

/// The features of `ranked`, and which are right.
fn list(ranked: &[Ranked], right: &HashMap<u32, bool>) -> List {
    let values = |one: &Ranked| one.features.values().map(f64::from);
    let is_right = |one: &Ranked| right.get(&one.candidate.number) == Some(&true);
    List {
        rows: ranked.iter().flat_map(values).collect(),
        right: ranked.iter().map(is_right).collect(),
        weight: 1.0,
    }
}

/// The weights of all features by the candidates that `of` gives for each question of those of
/// `sets` that are there for all weights; `None` where no question has both right and wrong ones.
fn fit_lists(sets: &[&Set], of: impl Fn(&Asked) -> List) -> Option<[f32; COUNT]> {
    let mut by_set: Vec<(f64, Vec<List>)> = Vec::new();
    for set in sets.iter().filter(|set| set.used == Use::All) {
        let lists: Vec<List> = set
            .asked
            .iter()
            .map(&of)
            .filter(|list| list.right.contains(&true) && list.right.contains(&false))
            .collect();
        if !lists.is_empty() {
            by_set.push((set.weight, spread(lists, QUESTIONS)));
        }
    }
    let total: f64 = by_set.iter().map(|(weight, _)| weight).sum();
    let weighed = by_set.into_iter().flat_map(|(weight, lists)| {
        let weight = weight / total / lists.len() as f64;
        lists.into_iter().map(move |list| List { weight, ..list })
    });
    let lists: Vec<List> = weighed.collect();
    let fitted = (!lists.is_empty()).then(|| listwise(&lists, COUNT, PENALTY))?;
    let mut weights = [0.0; COUNT];
    weights.iter_mut().zip(fitted).for_each(|(weight, fitted)| *weight = fitted as f32);
    Some(weights)
}

/// At most `count` of `all`, at even distances.
fn spread<T>(all: Vec<T>, count: usize) -> Vec<T> {
    let (len, count) = (all.len(), count.min(all.len()));
    // The k-th goes with the k-th share of the whole: it is kept where the next one has another.
    let is_kept = |at: usize| at * count / len != (at + 1) * count / len;
    all.into_iter().enumerate().filter(|(at, _)| is_kept(*at)).map(|(_, one)| one).collect()
}

/// The weights of the preselection. What takes an alignment is 0 in its lists, and so is its weight.
fn preselection(sets: &[&Set]) -> [f32; COUNT] {
    fit_lists(sets, |asked| asked.cheap.clone()).unwrap_or([0.0; COUNT])
}

/// Weights of the ranking, and of the confidence in what it ranks first.
struct Fitted {
    rank: [f32; COUNT],
    /// The names of what the confidence is made of.
    signals: Vec<&'static str>,
    /// Where it is asked for in few ways, and in many; `None` where no such reply was fitted on.
    confidence: [Option<Logistic>; 2],
}

/// Weights of the confidence, in the order of its signals.
struct Logistic {
    base: f64,
    weights: Vec<f64>,
}

impl Fitted {
    /// The weights fitted on `sets`; `None` where there is nothing to fit on.
    fn on(sets: &[&Set]) -> Option<Fitted> {
        let rank = fit_lists(sets, |asked| list(&asked.ranked, &asked.right))?;
        let mut names = Vec::new();
        let mut cases = [Vec::new(), Vec::new()];
        for set in sets.iter().filter(|set| set.used != Use::Measure) {
            let weight = set.weight / set.asked.len().max(1) as f64;
            for asked in &set.asked {
                let ranked = rerank(asked.ranked.clone(), &rank);
                // Without a candidate there is nothing to be sure of.
                let Some(first) = ranked.first() else { continue };
                let (of, row) = signals(&asked.query, &ranked, &rank).into_iter().unzip();
                names = of;
                let right = asked.is_right(&ranked);
                cases[usize::from(has_many_phrasings(first))].push(Case { row, right, weight });
            }
        }
        let confidence = cases.map(|mut cases| {
            let total: f64 = cases.iter().map(|case| case.weight).sum();
            cases.iter_mut().for_each(|case| case.weight /= total);
            let columns = cases.first()?.row.len();
            let (base, weights) = logistic(&cases, columns, PENALTY);
            Some(Logistic { base, weights })
        });
        Some(Fitted { rank, signals: names, confidence })
    }

    /// Whether the first passage is right, and how sure these weights are of it.
    fn answer(&self, asked: &Asked) -> (bool, f64) {
        let ranked = rerank(asked.ranked.clone(), &self.rank);
        let Some(first) = ranked.first() else { return (false, 0.0) };
        let row = signals(&asked.query, &ranked, &self.rank);
        let row: Vec<f64> = row.into_iter().map(|(_, value)| value).collect();
        let [few, many] = &self.confidence;
        let own = if has_many_phrasings(first) { many } else { few };
        let Some(Logistic { base, weights }) = own.as_ref().or(few.as_ref()).or(many.as_ref())
        else {
            return (false, 0.0);
        };
        (asked.is_right(&ranked), probability(base + dot(&row, weights)))
    }
}

/// The same with the weights that are compiled in.
fn shipped(asked: &Asked) -> (bool, f64) {
    // Texts are not read here: what of a thing that is asked for they lack is left aside.
    let (confidence, _) = confidence(&asked.query, &asked.ranked, None, &asked.calibration);
    (asked.is_right(&asked.ranked), confidence)
}

/// Prints what each set gives with its family left out, with `fitted` and with the shipped weights.
fn measure(sets: &[Set], fitted: &Fitted) {
    let families: BTreeSet<&str> = sets.iter().map(|set| set.family.as_str()).collect();
    let without: HashMap<&str, Option<Fitted>> = families
        .into_iter()
        .map(|family| {
            eprintln!("fitting without {family}");
            let others: Vec<&Set> = sets.iter().filter(|set| set.family != family).collect();
            (family, Fitted::on(&others))
        })
        .collect();
    println!("success@1, AUROC and ECE with the weights fitted without the set's family,");
    println!("with those fitted on all, and with those that are compiled in");
    for set in sets {
        let left_out = match without.get(set.family.as_str()) {
            Some(Some(fitted)) => numbers(set, |asked| fitted.answer(asked)),
            _ => format!("{:5} {:5} {:5}", "-", "-", "-"),
        };
        let on_all = numbers(set, |asked| fitted.answer(asked));
        println!("  {left_out}   {on_all}   {}   {}", numbers(set, shipped), set.name);
    }
}

/// Success@1, AUROC and ECE of `set`, where `answer` tells whether the first passage of a question
/// is right and how sure it is.
fn numbers(set: &Set, answer: impl Fn(&Asked) -> (bool, f64)) -> String {
    let outcomes: Vec<Outcome> = set
        .asked
        .iter()
        .map(|asked| {
            let (right, confidence) = answer(asked);
            Outcome {
                answerable: asked.answerable,
                rank: right.then_some(1),
                // These three numbers do not depend on what follows.
                status: Status::Answered,
                confidence,
                short: None,
                width: None,
                took_us: 0,
            }
        })
        .collect();
    let metrics = Metrics::of(&outcomes);
    let shown =
        |value: Option<f64>| value.map_or("-".to_owned(), |value| format!("{:.3}", value + 0.0));
    format!(
        "{:5} {:5} {:5}",
        shown(Some(metrics.success_at_1)),
        shown(metrics.auroc),
        shown(metrics.ece)
    )
}

fn print_weights(head: &str, weights: &[f32; COUNT]) {
    println!("#[rustfmt::skip]\npub const {head} = [");
    for (feature, weight) in Feature::ALL.iter().zip(weights) {
        println!("    {}, // {feature:?}", rounded(f64::from(*weight)));
    }
    println!("];\n");
}

fn print_confidence(fitted: &Fitted) {
    for (name, logistic) in ["FEW", "MANY"].iter().zip(&fitted.confidence) {
        let Some(Logistic { base, weights }) = logistic else { continue };
        println!("#[rustfmt::skip]\nconst {name}: Weights = Weights {{");
        println!("    base: {},", rounded(*base));
        let mut named = fitted.signals.iter().zip(weights);
        for (list, length) in [("features", FEATURES.len()), ("field", usize::MAX)] {
            println!("    {list}: [");
            for (signal, weight) in named.by_ref().take(length) {
                println!("        {}, // {signal}", rounded(*weight));
            }
            println!("    ],");
        }
        println!("}};\n");
    }
}

/// Three decimals, as the weights are written: more would not change a ranking. No minus before a
/// zero.
fn rounded(weight: f64) -> String {
    format!("{:.3}", (weight * 1e3).round() / 1e3 + 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spread_is_even_and_of_the_wanted_size() {
        assert_eq!(spread((1..=10).collect(), 5), [2, 4, 6, 8, 10]);
        assert_eq!(spread((1..=10).collect(), 3), [4, 7, 10]);
        assert_eq!(spread(vec![1, 2], 5), [1, 2]);
        assert!(spread(Vec::<u8>::new(), 5).is_empty());
    }

    #[test]
    fn a_rounded_zero_has_no_sign() {
        assert_eq!(rounded(-0.0001), "0.000");
        assert_eq!(rounded(-1.2346), "-1.235");
    }
}
