//! The numbers. Pure: judged replies in, numbers out.
//!
//! `first` below is the first passage of a reply, of its answers or, where it refused, of what came
//! nearest. A share of nothing is 0 where it is a share of the answerable questions, and `None` of
//! anything else.

use serde::{Deserialize, Serialize};

use crate::answer::Status;

/// How many passages are looked at for MRR and recall.
pub const DEPTH: usize = 10;

/// How many bins the calibration of the confidence is measured in.
pub const BINS: usize = 10;

/// What is known of one reply, judged.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// Whether the documents answer the question.
    pub answerable: bool,
    /// The rank of the first right passage, from 1 to [`DEPTH`]; `None` where there is none.
    pub rank: Option<usize>,
    /// How sure the reply was.
    pub status: Status,
    /// Its confidence, 0 to 1.
    pub confidence: f64,
    /// Whether the marked text had a short answer; `None` where none is known or the first passage
    /// was wrong.
    pub short: Option<bool>,
    /// The share of the bytes of the first passage that were marked; there where `short` is.
    pub width: Option<f64>,
    /// From the question to the reply, in microseconds.
    pub took_us: u64,
}

impl Outcome {
    /// Whether the first passage answers the question. Never for one without an answer.
    pub fn is_right(&self) -> bool {
        self.answerable && self.rank == Some(1)
    }
}

/// The numbers of a set of questions. Higher is better and the range is 0 to 1 where nothing else
/// is said.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Metrics {
    /// How many questions the documents answer.
    pub answerable: usize,
    /// How many they do not.
    pub unanswerable: usize,
    /// Success at 1: the share of the answerable questions whose first passage is right.
    pub success_at_1: f64,
    /// Mean reciprocal rank: the mean over the answerable questions of 1 / rank of the first right
    /// passage, 0 where none is among the first [`DEPTH`]. Ranks are as returned, so a tie is
    /// counted as the user sees it. Source: Voorhees, "The TREC-8 Question Answering Track Report",
    /// TREC-8, 1999.
    pub mrr_at_10: f64,
    /// The share of the answerable questions with a right passage among the first [`DEPTH`].
    pub recall_at_10: f64,
    /// How well the confidence tells a right first passage from a wrong one or from a question
    /// without an answer; see [`auroc`].
    pub auroc: Option<f64>,
    /// Expected calibration error of the confidence, lower is better; see [`calibration_error`].
    pub ece: Option<f64>,
    /// Answered right: of all questions that were answered as sure, the share answered right.
    pub sure_right: Option<f64>,
    /// The share of the answerable questions that were answered as sure.
    pub sure: f64,
    /// Coverage: the share of the answerable questions that were not refused.
    pub covered: f64,
    /// The share of the questions without an answer that were refused.
    pub refused: Option<f64>,
    /// The share of the questions without an answer that were answered as sure; lower is better.
    pub false_sure: Option<f64>,
    /// Where the first passage is right and a short answer known: the share whose marked text has
    /// one, whatever its case.
    pub short: Option<f64>,
    /// For the same, the median share of the passage that is marked: the smaller, the more `short`
    /// is worth. The mean of the middle two for an even number.
    pub width: Option<f64>,
    /// The median time of a reply, in microseconds: the upper one of an even number.
    pub p50_us: u64,
    /// The time in microseconds that 99 of 100 replies stay within: the one at ⌊0.99 n⌋ from 0, in
    /// ascending order; the slowest for fewer than 101.
    pub p99_us: u64,
}

impl Metrics {
    /// The numbers of `outcomes`, whose order does not matter. No outcomes make zeros.
    pub fn of<'a>(outcomes: impl IntoIterator<Item = &'a Outcome>) -> Metrics {
        let all: Vec<&Outcome> = outcomes.into_iter().collect();
        let (asked, absent): (Vec<&Outcome>, Vec<&Outcome>) =
            all.iter().copied().partition(|one| one.answerable);
        let sure: Vec<&Outcome> =
            all.iter().copied().filter(|one| one.status == Status::Answered).collect();
        let count = |of: &[&Outcome], is: &dyn Fn(&Outcome) -> bool| {
            of.iter().filter(|one| is(one)).count()
        };
        let (right, wrong): (Vec<&Outcome>, Vec<&Outcome>) =
            all.iter().copied().partition(|one| one.is_right());
        let confidences =
            |of: Vec<&Outcome>| of.iter().map(|one| one.confidence).collect::<Vec<_>>();
        let shorts: Vec<bool> = all.iter().filter_map(|one| one.short).collect();
        // Not `sum`, of which nothing is -0.
        let ranks = asked.iter().filter_map(|one| one.rank);
        let reciprocal = ranks.fold(0.0, |sum, rank| sum + 1.0 / as_f64(rank));
        let mut took: Vec<u64> = all.iter().map(|one| one.took_us).collect();
        took.sort_unstable();
        let of_asked = |part: usize| share(part, asked.len()).unwrap_or(0.0);
        Metrics {
            answerable: asked.len(),
            unanswerable: absent.len(),
            success_at_1: of_asked(right.len()),
            mrr_at_10: reciprocal / as_f64(asked.len().max(1)),
            recall_at_10: of_asked(count(&asked, &|one| one.rank.is_some())),
            auroc: auroc(&confidences(right), &confidences(wrong)),
            ece: calibration_error(&reliability(all.iter().copied())),
            sure_right: share(count(&sure, &Outcome::is_right), sure.len()),
            sure: of_asked(count(&asked, &|one| one.status == Status::Answered)),
            covered: of_asked(count(&asked, &|one| one.status != Status::NoAnswer)),
            refused: share(count(&absent, &|one| one.status == Status::NoAnswer), absent.len()),
            false_sure: share(count(&absent, &|one| one.status == Status::Answered), absent.len()),
            short: share(shorts.iter().filter(|hit| **hit).count(), shorts.len()),
            width: median(all.iter().filter_map(|one| one.width).collect()),
            p50_us: took.get(took.len() / 2).copied().unwrap_or(0),
            p99_us: took.get(took.len() * 99 / 100).copied().unwrap_or(0),
        }
    }
}

/// The share that `part` is of `whole`; `None` of nothing.
fn share(part: usize, whole: usize) -> Option<f64> {
    (0 < whole).then(|| as_f64(part) / as_f64(whole))
}

fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let upper = *values.get(values.len() / 2)?;
    let lower = *values.get((values.len() - 1) / 2)?;
    Some((lower + upper) / 2.0)
}

/// Counts of questions are far below 2^52.
#[expect(clippy::cast_precision_loss, reason = "counts of questions are far below 2^52")]
fn as_f64(count: usize) -> f64 {
    count as f64
}

/// Area under the ROC curve: the probability that one of `positive`, drawn by chance, is above one
/// of `negative`; a tie counts half.
///
/// From 0 to 1; 0.5 is chance. `None` where either is empty.
///
/// Source: Hanley and McNeil, "The meaning and use of the area under a receiver operating
/// characteristic (ROC) curve", Radiology 143, 1982: the Mann–Whitney statistic by mean ranks.
///
/// # Cost
///
/// A sort of all values.
///
/// ```
/// use ibid::eval::metrics::auroc;
///
/// assert_eq!(auroc(&[0.9, 0.5], &[0.5, 0.1]), Some(0.875));
/// assert_eq!(auroc(&[], &[0.5]), None);
/// ```
pub fn auroc(positive: &[f64], negative: &[f64]) -> Option<f64> {
    if positive.is_empty() || negative.is_empty() {
        return None;
    }
    let mut all: Vec<(f64, bool)> = positive.iter().map(|value| (*value, true)).collect();
    all.extend(negative.iter().map(|value| (*value, false)));
    all.sort_by(|one, other| one.0.total_cmp(&other.0));
    let mut ranks = 0.0;
    let mut before = 0;
    for tied in all.chunk_by(|one, other| one.0 == other.0) {
        let after = before + tied.len();
        let mean_rank = as_f64(before + after + 1) / 2.0;
        ranks += mean_rank * as_f64(tied.iter().filter(|one| one.1).count());
        before = after;
    }
    let (p, n) = (as_f64(positive.len()), as_f64(negative.len()));
    Some((ranks - p * (p + 1.0) / 2.0) / (p * n))
}

/// The replies whose confidence is in one range.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Bin {
    /// The least confidence in it.
    pub from: f64,
    /// The confidence above it: below this, or at most 1 in the last bin.
    pub to: f64,
    /// How many replies.
    pub count: usize,
    /// Their mean confidence; 0 for none.
    pub confidence: f64,
    /// The share of them whose first passage is right; 0 for none.
    pub right: f64,
}

/// The reliability diagram as data: [`BINS`] bins of equal width, in ascending order, empty ones
/// too. A confidence on a border is in the upper bin.
pub fn reliability<'a>(outcomes: impl IntoIterator<Item = &'a Outcome>) -> Vec<Bin> {
    let mut bins: Vec<Bin> = (0..BINS)
        .map(|bin| Bin {
            from: as_f64(bin) / as_f64(BINS),
            to: as_f64(bin + 1) / as_f64(BINS),
            ..Bin::default()
        })
        .collect();
    for outcome in outcomes {
        // Towards zero, as is meant: a confidence is from 0 to 1.
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to 1")]
        let bin = ((outcome.confidence * as_f64(BINS)) as usize).min(BINS - 1);
        bins[bin].count += 1;
        bins[bin].confidence += outcome.confidence;
        bins[bin].right += f64::from(u8::from(outcome.is_right()));
    }
    for bin in &mut bins {
        let count = as_f64(bin.count.max(1));
        bin.confidence /= count;
        bin.right /= count;
    }
    bins
}

/// Expected calibration error: the mean over the replies of the distance, in their bin, between the
/// mean confidence and the share that is right.
///
/// From 0, perfect, to 1; `None` for no replies. Source: Naeini, Cooper and Hauskrecht, "Obtaining
/// Well Calibrated Probabilities Using Bayesian Binning", AAAI 2015.
pub fn calibration_error(bins: &[Bin]) -> Option<f64> {
    let all: usize = bins.iter().map(|bin| bin.count).sum();
    let off: f64 =
        bins.iter().map(|bin| as_f64(bin.count) * (bin.confidence - bin.right).abs()).sum();
    (0 < all).then(|| off / as_f64(all))
}

/// A point of the risk–coverage curve: what comes of answering only from some confidence on.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct RiskPoint {
    /// The least confidence that is answered.
    pub threshold: f64,
    /// The share of all questions that are answered then.
    pub coverage: f64,
    /// The share of those whose first passage is wrong, or that nothing answers.
    pub risk: f64,
}

/// The risk–coverage curve as data: a point for each confidence that occurs, the highest first, so
/// that coverage rises from point to point up to 1. Replies of one confidence are answered
/// together. Empty for no replies.
///
/// Source: El-Yaniv and Wiener, "On the Foundations of Noise-free Selective Classification", JMLR
/// 11, 2010.
pub fn risk_coverage<'a>(outcomes: impl IntoIterator<Item = &'a Outcome>) -> Vec<RiskPoint> {
    let mut all: Vec<(f64, bool)> =
        outcomes.into_iter().map(|one| (one.confidence, one.is_right())).collect();
    all.sort_by(|one, other| other.0.total_cmp(&one.0));
    let (mut answered, mut wrong) = (0, 0);
    all.chunk_by(|one, other| one.0 == other.0)
        .map(|tied| {
            answered += tied.len();
            wrong += tied.iter().filter(|one| !one.1).count();
            RiskPoint {
                threshold: tied[0].0,
                coverage: as_f64(answered) / as_f64(all.len()),
                risk: as_f64(wrong) / as_f64(answered),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(answerable: bool, rank: Option<usize>, status: Status, confidence: f64) -> Outcome {
        Outcome { answerable, rank, status, confidence, short: None, width: None, took_us: 0 }
    }

    fn some() -> Vec<Outcome> {
        use Status::{Answered, NoAnswer, Unsure};
        vec![
            outcome(true, Some(1), Answered, 0.9),
            outcome(true, Some(1), NoAnswer, 0.2),
            outcome(true, Some(4), Answered, 0.8),
            outcome(true, None, Unsure, 0.5),
            outcome(false, None, NoAnswer, 0.2),
            outcome(false, None, Answered, 1.0),
        ]
    }

    #[track_caller]
    fn close(value: impl Into<Option<f64>>, wanted: f64) {
        let value = value.into();
        assert!(value.is_some_and(|value| (value - wanted).abs() < 1e-9), "{value:?} not {wanted}");
    }

    #[test]
    fn the_numbers_of_a_few_replies() {
        let mut all = some();
        for (at, one) in all.iter_mut().enumerate() {
            one.took_us = at as u64;
        }
        (all[0].short, all[0].width) = (Some(true), Some(0.2));
        (all[1].short, all[1].width) = (Some(false), Some(0.4));
        let metrics = Metrics::of(&all);
        assert_eq!((metrics.answerable, metrics.unanswerable), (4, 2));
        close(metrics.success_at_1, 0.5);
        close(metrics.mrr_at_10, 2.25 / 4.0);
        close(metrics.recall_at_10, 0.75);
        close(metrics.sure_right, 1.0 / 3.0);
        close(metrics.sure, 0.5);
        close(metrics.covered, 0.75);
        close(metrics.refused, 0.5);
        close(metrics.false_sure, 0.5);
        close(metrics.short, 0.5);
        close(metrics.width, 0.3);
        assert_eq!((metrics.p50_us, metrics.p99_us), (3, 5));
        // Right: .9 and .2; wrong: .8, .5, .2 and 1.
        close(metrics.auroc, (3.0 + 0.5) / 8.0);
        // Bins: .2 twice, half right; .5 and .8 and 1 wrong, .9 right.
        close(metrics.ece, (2.0 * 0.3 + 0.5 + 0.8 + (1.9 - 1.0)) / 6.0);
    }

    #[test]
    fn no_questions_make_zeros() {
        let metrics = Metrics::of(&[]);
        assert_eq!(metrics, Metrics::default());
        assert!(risk_coverage(&[]).is_empty());
        assert_eq!(Metrics::of(&some()[4..]).success_at_1, 0.0);
        assert_eq!(Metrics::of(&some()[..4]).refused, None);
    }

    #[test]
    fn questions_without_an_answer_alone_do_not_make_minus_zero() {
        let metrics = Metrics::of(&some()[4..]);
        assert!(metrics.mrr_at_10.is_sign_positive() && metrics.mrr_at_10 == 0.0);
    }

    #[test]
    fn ties_count_half_and_chance_is_a_half() {
        close(auroc(&[0.5; 3], &[0.5; 4]), 0.5);
        close(auroc(&[0.9], &[0.1, 0.9]), 0.75);
        close(auroc(&[0.1], &[0.9]), 0.0);
        assert_eq!(auroc(&[1.0], &[]), None);
    }

    #[test]
    fn a_confidence_on_a_border_is_in_the_upper_bin() {
        let at = |confidence| {
            let one = outcome(true, Some(1), Status::Answered, confidence);
            reliability([&one]).iter().position(|bin| bin.count == 1)
        };
        assert_eq!([0.0, 0.0999, 0.1, 0.3, 0.95, 1.0].map(at), [0, 0, 1, 3, 9, 9].map(Some));
    }

    #[test]
    fn the_curve_ends_with_all_answered() {
        let curve = risk_coverage(&some());
        let thresholds: Vec<f64> = curve.iter().map(|point| point.threshold).collect();
        assert_eq!(thresholds, [1.0, 0.9, 0.8, 0.5, 0.2]);
        close(curve[0].risk, 1.0);
        close(curve[1].risk, 0.5);
        close(curve[4].coverage, 1.0);
        close(curve[4].risk, 4.0 / 6.0);
    }
}
