//! The built-in documents (`corpus/*.md`) say what they must: every figure, name and term, and the
//! right number of steps, duties and questions.
//!
//! A fact is a set of strings that stand together in one section of one file, as whole words, in
//! any order, whatever the case and the emphasis. A section is a heading and the lines below it, up
//! to the next heading of any level.

use std::{collections::BTreeSet, fs, path::Path};

type Fact = &'static [&'static str];

/// The facts, by the file they stand in.
const FACTS: &[(&str, &[Fact])] = &[
    ("roadmap.md", ROADMAP),
    ("the-job.md", THE_JOB),
    ("time-and-money.md", TIME_AND_MONEY),
    ("without-a-degree.md", WITHOUT_A_DEGREE),
    ("qualifications.md", QUALIFICATIONS),
    ("faq.md", FAQ),
    ("terms.md", TERMS),
];

const ROADMAP: &[Fact] = &[
    &["challenging", "rewarding", "education", "practical experience", "learning"],
    &["14 steps", "prerequisites", "job search", "continuous improvement"],
    &["Step 1", "Mathematics", "linear algebra", "calculus", "probability theory"],
    &["Step 1", "understand how machine learning algorithms work"],
    &["Step 1", "Programming", "Python", "NumPy", "Pandas", "Matplotlib"],
    &["Step 1", "Statistics", "mean", "median", "mode"],
    &["Step 1", "standard deviation", "hypothesis testing"],
    &["Step 2", "Bachelor's degree", "computer science", "mathematics", "engineering"],
    &["Step 2", "degree", "not mandatory", "help you"],
    &["Step 2", "Online courses", "Coursera", "edX", "Udacity", "fundamentals"],
    &["Step 2", "Andrew Ng", "Machine Learning", "Coursera"],
    &["Step 2", "Pattern Recognition and Machine Learning", "Christopher Bishop"],
    &["Step 2", "Deep Learning", "Ian Goodfellow"],
    &["Step 3", "Python", "proficient"],
    &["Step 3", "manipulating data", "visualizing data", "scripts"],
    &["Step 4", "Introductory courses", "concepts", "algorithms", "techniques"],
    &["Step 5", "Deep learning", "neural networks"],
    &["Step 5", "convolutional neural networks (CNNs)"],
    &["Step 5", "recurrent neural networks (RNNs)"],
    &["Step 5", "framework", "TensorFlow", "PyTorch"],
    &["Step 5", "Natural language processing (NLP)", "tools", "text"],
    &["Step 5", "Reinforcement learning", "robotics", "games"],
    &["Step 6", "Hands-on projects", "simple", "complex"],
    &["Step 6", "Kaggle competitions", "data science projects", "real-world experience"],
    &["Step 7", "Data collection", "gathered", "cleaned"],
    &["Step 7", "types", "missing data", "outliers"],
    &["Step 7", "Feature engineering", "extract", "transform", "select"],
    &["Step 8", "Algorithm selection", "variety", "which situation"],
    &["Step 8", "Model evaluation", "accuracy", "precision", "recall", "F1"],
    &["Step 9", "Containerization", "Docker", "package", "deploy"],
    &["Step 9", "Cloud services", "AWS", "Azure", "Google Cloud", "scale"],
    &["Step 10", "research papers", "conferences", "trends", "evolves rapidly"],
    &["Step 10", "courses", "computer vision", "reinforcement learning", "generative models"],
    &["Step 11", "Communities", "forums", "meetups", "professionals"],
    &["Step 11", "Collaboration", "open-source projects", "diverse"],
    &["Step 12", "GitHub profile", "projects", "code", "contributed"],
    &["Step 12", "Personal website", "blog", "expertise", "insights"],
    &["Step 13", "Internships", "junior role", "experience in the industry"],
    &["Step 13", "resume", "cover letter", "job posting"],
    &["Step 13", "technical interviews", "coding challenges", "concepts"],
    &["Step 14", "Feedback", "peers", "mentors"],
    &["Step 14", "Certifications", "reputable organization"],
    &["interests and goals", "dedication", "never stop learning"],
    &["curious", "persistent", "challenges", "exciting"],
];

const THE_JOB: &[Fact] = &[
    &["creates models", "real-world problems", "deploys"],
    &["entire pipeline", "collected", "preprocessed", "deployed", "maintained"],
    &["automate", "predict", "insights", "domains"],
    &["Data collection", "databases", "APIs", "web scraping", "labeling data"],
    &["Data preprocessing", "Clean", "format", "missing values", "outliers"],
    &["Feature engineering", "raw data", "meaningful features", "creativity", "domain"],
    &["Model selection", "nature", "type of the data", "volume", "complexity"],
    &["Model training", "training set", "testing set", "hyperparameters"],
    &["Hyperparameter tuning", "settings", "learning rate", "depth of a tree", "batch size"],
    &["Model evaluation", "accuracy", "precision", "recall", "F1", "criteria"],
    &["Model deployment", "production", "APIs", "software application", "cloud", "inference"],
    &["Scalability", "large scale", "traffic", "parallelization", "distributed computing"],
    &["Monitoring", "logging", "healthy", "problems", "without delay"],
    &["Model maintenance", "retrain", "fresh data", "degrade"],
    &["Model maintenance", "version control", "automated pipelines"],
    &["Collaboration", "data scientists", "data engineers", "software developers"],
    &["Collaboration", "domain experts", "business", "end to end"],
    &["Ethical considerations", "biased", "unfair", "best practice", "privacy regulations"],
    &["Documentation", "code", "data", "models", "improvements"],
    &["Staying current", "artificial intelligence", "research papers", "conferences", "courses"],
    &["roles and responsibilities", "design", "develop", "deploy", "maintaining"],
    &["roles and responsibilities", "data science", "software engineering", "gap"],
    &["Data collection and exploration", "curated", "databases", "APIs", "external datasets"],
    &["Data collection and exploration", "characteristics", "quality", "features"],
    &["Data preprocessing", "missing values", "outliers", "inconsistencies"],
    &["Data preprocessing", "categorical variables", "encoded", "numerical features", "scaled"],
    &["Feature engineering", "relevant", "informative", "insights"],
    &["Model selection", "classification", "regression", "clustering"],
    &["Model selection", "experiment", "fits the task best"],
    &["Model development and training", "scikit-learn", "TensorFlow", "PyTorch"],
    &["training", "validation", "test set", "cross-validation"],
    &["Hyperparameter tuning", "grid search", "random search", "Bayesian optimization"],
    &["Hyperparameter tuning", "performs well", "generalizes well"],
    &["Model evaluation", "RMSE", "F1", "recall", "precision", "accuracy"],
    &["Model evaluation", "interpret the results", "business"],
    &["Model deployment", "cloud service", "web application", "IoT device"],
    &["Model deployment", "API", "integration", "real time"],
    &["Scalability and efficiency", "large datasets", "traffic", "performance", "resources"],
    &["Monitoring and maintenance", "data drift", "production"],
    &["Monitoring and maintenance", "automate", "retraining", "pipelines", "new data"],
    &["Collaboration", "cross-functional teams", "data engineers", "domain experts"],
    &["Collaboration", "objectives of the business", "machine learning solutions"],
    &["Ethical considerations", "bias", "fairness", "strategies"],
    &["Ethical considerations", "privacy regulations", "data protection standards"],
    &["Documentation", "processes", "organized", "shared", "replicated"],
    &["Continuous learning", "research papers", "conferences", "online courses"],
    &["Problem solving", "creativity", "iteration", "innovative", "business"],
];

const TIME_AND_MONEY: &[Fact] = &[
    &["How long does it take", "several months", "several years", "proficient"],
    &["start", "already know", "how fast you learn", "goals"],
    &["strong technical background", "quickly", "gradually", "bachelor's degree", "courses"],
    &["Educational background", "computer science", "mathematics", "programming", "zero"],
    &["Education level", "bachelor's degree", "3–4 years"],
    &["master's", "Ph.D.", "1–5 years or more", "program", "research"],
    &["Learning pace", "quickly", "more time", "more practice"],
    &["Self-study and online courses", "tutorials", "formal education", "deep"],
    &["Project work", "portfolio", "complex", "time"],
    &["Experience", "internship", "entry-level job", "data", "shorter"],
    &["internship", "a few months", "a year, or more"],
    &["Advanced degrees", "longer", "careers in research", "specialized"],
    &["evolves rapidly", "already have a job", "committed", "curious", "dedication"],
    &["earn", "location", "experience", "education", "industry", "company"],
    &["paid well", "skills are specialized", "high demand"],
    &["Entry-level salary", "$70,000", "$120,000", "or more a year", "United States"],
    &["Entry-level salary", "little professional experience or none"],
    &["Silicon Valley", "tech hubs", "metropolitan areas"],
    &["Mid-level salary", "$100,000", "$160,000", "or more", "a few years", "deployed"],
    &["Senior salary", "$150,000", "$250,000", "or higher", "expertise"],
    &["Senior salary", "even more", "competitive markets"],
    &["Location", "San Francisco", "Seattle", "New York City", "Boston"],
    &["Smaller cities", "regions", "cost of living", "less"],
    &["Education", "advanced degree", "master's", "Ph.D.", "starting salary", "advancement"],
    &["Industry and company", "finance", "healthcare", "tech companies"],
    &["Benefits and bonuses", "base salary", "health insurance", "retirement"],
    &["Benefits and bonuses", "bonus", "performance", "profitable"],
    &["approximate", "market conditions", "negotiates"],
    &["demand", "competitive", "increase"],
];

const WITHOUT_A_DEGREE: &[Fact] = &[
    &["without a degree", "formal degree", "direct your own learning", "strategically"],
    &["degree", "advantage", "tech employers", "practical skills", "experience"],
    &["open doors", "portfolio", "demonstrate", "persistent", "communities"],
    &["Foundational knowledge", "linear algebra", "calculus", "statistics", "data structures"],
    &["Foundational knowledge", "Python", "NumPy", "pandas", "scikit-learn"],
    &["Online courses and tutorials", "free", "paid"],
    &["Online courses and tutorials", "Coursera", "edX", "Udacity", "Khan Academy"],
    &["Machine learning courses", "core concepts", "Andrew Ng", "Coursera", "popular"],
    &["Machine learning courses", "deep learning", "specialized areas"],
    &["Online specializations", "nanodegree", "Coursera", "Udacity", "edX", "certification"],
    &["Books and research papers", "Pattern Recognition and Machine Learning", "Bishop"],
    &["Books and research papers", "Deep Learning", "Ian Goodfellow"],
    &["Hands-on practice", "crucial", "simple", "harder"],
    &["Hands-on practice", "GitHub", "potential employers"],
    &["Kaggle competitions", "real world", "practical experience", "portfolio"],
    &["Internships and freelance work", "little or nothing", "insights", "references"],
    &["Online communities and forums", "Stack Overflow", "r/MachineLearning", "Reddit"],
    &["Online communities and forums", "LinkedIn", "groups", "discussions", "guidance"],
    &["Networking and meetups", "conferences", "webinars", "online", "job"],
    &["Courses on career development", "resume", "interviews", "workshops"],
    &["Build a portfolio", "keep adding", "solve machine learning problems"],
    &["Job applications and interviews", "internships", "entry-level positions"],
    &["Job applications and interviews", "resume", "cover letter", "teaching yourself"],
    &["Job applications and interviews", "technical interviews", "coding challenges"],
    &["Continuous learning", "research papers", "blogs", "advanced courses"],
];

const QUALIFICATIONS: &[Fact] = &[
    &["an education", "technical skills", "practical experience", "employer", "role"],
    &["Six kinds of qualification", "soft skills", "domain knowledge"],
    &["Bachelor's degree", "computer science", "mathematics", "statistics", "engineering"],
    &["Bachelor's degree", "physics", "computer programming", "solving problems"],
    &["Advanced degrees (optional)", "master's", "Ph.D.", "artificial intelligence"],
    &["Advanced degrees (optional)", "senior", "research", "career opportunities"],
    &["Programming", "Python", "prevalent", "proficient"],
    &["Programming", "TensorFlow", "PyTorch", "scikit-learn", "Keras"],
    &["Mathematics", "linear algebra", "calculus", "probability", "statistics"],
    &["Machine learning algorithms", "supervised", "unsupervised learning"],
    &["Machine learning algorithms", "reinforcement learning", "deep learning", "real-world"],
    &["Data manipulation and analysis", "preprocessing", "features", "data visualization"],
    &["Software engineering", "scalable", "maintainable"],
    &["Software engineering", "version control", "debugging", "clean", "efficient"],
    &["Practical experience", "portfolio", "range of concepts and applications"],
    &["Practical experience", "Kaggle competitions", "open-source", "internships", "profile"],
    &["Communication", "cross-functional teams", "stakeholders", "not technical"],
    &["Problem solving and critical thinking", "essential", "challenges"],
    &["Teamwork, adaptability and work ethic", "valued"],
    &["Continuous learning", "research papers", "conferences", "communities", "best practices"],
    &["Domain knowledge", "healthcare", "finance"],
    &["Domain knowledge", "medical terminology", "healthcare data", "regulations"],
    &["Before you apply", "job description", "application", "employer"],
    &["Before you apply", "network", "mentors", "growth of your career"],
];

const FAQ: &[Fact] = &[
    &["artificial intelligence (AI)", "learn from data", "explicitly programmed"],
    &["algorithms and models", "predictions or decisions"],
    &["difference", "broader", "deep neural networks", "many layers"],
    &["difference", "images and speech"],
    &["languages", "Python", "TensorFlow", "PyTorch", "scikit-learn"],
    &["languages", "R", "statistical modeling", "analysis"],
    &["linear regression", "decision trees", "support vector machines"],
    &["k-nearest neighbors", "clustering", "k-means"],
    &["convolutional neural networks (CNNs)", "recurrent neural networks (RNNs)"],
    &["deep learning", "transformer models"],
    &["get started", "mathematics", "programming skills"],
    &["get started", "online", "formal education"],
    &["get started", "projects", "competitions", "communities", "network", "professionals"],
    &["no strict prerequisites", "mathematics", "linear algebra", "calculus"],
    &["prerequisites", "Python", "statistics"],
    &["fuel", "diverse", "high quality", "accurate"],
    &["importance of data", "cleaning", "preprocessing", "engineering features", "pipeline"],
    &["applications", "images and video"],
    &["applications", "natural language processing (NLP)", "text", "translating languages"],
    &["applications", "predictive analytics", "finance", "healthcare"],
    &["applications", "vehicles", "robotics"],
    &["applications", "fraud", "cybersecurity"],
    &["applications", "recommendation systems", "personalized"],
    &["deploy", "package", "accessible", "real time"],
    &["deploy", "AWS", "Azure", "Google Cloud", "Docker", "Web APIs"],
    &["future", "promising", "deep learning", "reinforcement learning"],
    &["future", "natural language processing", "advancing"],
    &["future", "healthcare", "finance", "autonomous systems", "innovation", "automation"],
];

const TERMS: &[Fact] = &[
    &["Deep learning is a branch of machine learning", "many layers", "images and speech"],
    &["Natural language processing (NLP) is", "text", "translate"],
    &["Reinforcement learning is", "robotics", "games"],
    &["Data preprocessing is", "missing values", "categorical variables"],
    &["Feature engineering is", "raw data", "features"],
    &["Model training is", "training set", "testing set"],
    &["Hyperparameters are settings", "learning rate", "batch size", "grid search"],
    &["Model evaluation is", "F1", "RMSE", "metrics"],
    &["Model deployment is", "production", "IoT devices"],
];

/// The ten frequently asked questions, as they stand in `faq.md`.
const QUESTIONS: [&str; 10] = [
    "What is machine learning?",
    "What is the difference between machine learning and deep learning?",
    "What programming languages are commonly used in machine learning?",
    "What are some common machine learning algorithms?",
    "How can I get started with machine learning?",
    "Are there any prerequisites for learning machine learning?",
    "What is the importance of data in machine learning?",
    "What are some real-world applications of machine learning?",
    "How do I deploy a machine learning model in production?",
    "What is the future of machine learning?",
];

/// The most words that the answer to a question heading may have.
const MAX_ANSWER_WORDS: usize = 250;

#[test]
fn every_fact_stands_in_one_section() {
    let mut missing = Vec::new();
    for (file, facts) in FACTS {
        let sections: Vec<String> =
            sections(file).iter().map(|section| plain(&section.whole())).collect();
        for fact in *facts {
            let together = |section: &String| fact.iter().all(|part| has(section, &plain(part)));
            if !sections.iter().any(together) {
                missing.push(format!("{file}: {fact:?}"));
            }
        }
    }
    assert!(missing.is_empty(), "in no section:\n{}", missing.join("\n"));
}

#[test]
fn the_list_of_facts_is_long_and_names_every_file() {
    let count: usize = FACTS.iter().map(|(_, facts)| facts.len()).sum();
    assert!(150 <= count, "{count} facts");
    let mut listed: Vec<&str> = FACTS.iter().map(|(file, _)| *file).collect();
    listed.sort_unstable();
    assert_eq!(files(), listed);
}

#[test]
fn the_roadmap_has_14_steps_of_30_items() {
    let steps: Vec<Section> = sections("roadmap.md")
        .into_iter()
        .filter(|section| section.heading.starts_with("Step "))
        .collect();
    for (at, step) in steps.iter().enumerate() {
        let number = format!("Step {}: ", at + 1);
        assert!(step.heading.starts_with(&number), "{:?} is not {number:?}", step.heading);
    }
    assert_eq!(steps.len(), 14);
    let items: Vec<usize> = steps.iter().map(|step| step.labels().len()).collect();
    assert_eq!(items, [3, 3, 1, 1, 3, 2, 2, 2, 2, 2, 2, 2, 3, 2]);
}

#[test]
fn the_engineer_has_15_duties() {
    assert_eq!(numbers(&under("the-job.md", "Duties ")), (1..=15).collect::<Vec<_>>());
}

#[test]
fn the_role_has_15_areas_of_responsibility() {
    let areas: usize =
        under("the-job.md", "Responsibilities ").iter().map(|group| group.labels().len()).sum();
    assert_eq!(areas, 15);
}

#[test]
fn seven_factors_decide_how_long_it_takes() {
    assert_eq!(
        numbers(&under("time-and-money.md", "How long it takes: ")),
        (1..=7).collect::<Vec<_>>()
    );
}

#[test]
fn salaries_have_three_levels_and_four_influences() {
    let pay = under("time-and-money.md", "How much does");
    assert_eq!(pay[0].labels(), ["Entry-level salary", "Mid-level salary", "Senior salary"]);
    let influences = under("time-and-money.md", "What raises or lowers");
    assert_eq!(
        influences[0].labels(),
        ["Location", "Education", "Industry and company", "Benefits and bonuses"]
    );
}

#[test]
fn the_way_without_a_degree_has_14_parts() {
    let parts: usize =
        sections("without-a-degree.md").iter().map(|section| section.labels().len()).sum();
    assert_eq!(parts, 14);
}

#[test]
fn qualifications_are_of_six_kinds() {
    let headings: Vec<String> =
        sections("qualifications.md").into_iter().map(|section| section.heading).collect();
    assert_eq!(
        headings[2..8],
        [
            "Educational qualifications",
            "Technical skills",
            "Practical experience",
            "Soft skills",
            "Continuous learning as a qualification",
            "Domain knowledge",
        ]
    );
}

#[test]
fn the_faq_has_exactly_its_10_questions() {
    let questions: Vec<String> = sections("faq.md")
        .into_iter()
        .map(|section| section.heading)
        .filter(|heading| heading.ends_with('?'))
        .collect();
    assert_eq!(questions, QUESTIONS);
}

#[test]
fn every_question_has_a_readable_answer() {
    for file in files() {
        for section in sections(&file) {
            if section.heading.ends_with('?') {
                let words = section.body.split_whitespace().count();
                assert!(
                    (20..=MAX_ANSWER_WORDS).contains(&words),
                    "{file}: {:?} is answered in {words} words",
                    section.heading
                );
            }
        }
    }
}

#[test]
fn a_definition_begins_with_its_term() {
    for file in ["faq.md", "terms.md"] {
        for section in sections(file) {
            let heading = section.heading.trim_end_matches('?');
            let Some((verb, rest)) = ["is", "are"].iter().find_map(|verb| {
                heading.strip_prefix(&format!("What {verb} ")).map(|rest| (*verb, rest))
            }) else {
                continue;
            };
            // "What is the future of X" and the like ask for more than the meaning of a term.
            if rest.starts_with("the ") || rest.starts_with("some ") {
                continue;
            }
            let term = rest.strip_prefix("a ").unwrap_or(rest);
            let opening = plain(&section.body);
            let opening = opening.strip_prefix("a ").unwrap_or(&opening);
            let wanted = format!("{} {verb} ", plain(term));
            assert!(opening.starts_with(&wanted), "{file}: {:?} opens otherwise", section.heading);
        }
    }
}

/// Labels outlive headings unless something looks: each place in `tests/data/builtin-questions.tsv`
/// (its header says how they are written) must be there.
#[test]
fn our_labelled_questions_point_into_the_documents() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/builtin-questions.tsv");
    let text = fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let (mut asked, mut without, mut kinds) = (Vec::new(), 0, BTreeSet::new());
    for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let columns: Vec<&str> = line.split('\t').collect();
        let [question, gold, kind] = columns[..] else { panic!("not three columns: {line:?}") };
        asked.push(question.to_lowercase());
        kinds.insert(kind);
        assert_eq!(gold == "-", ["far", "near", "trap"].contains(&kind), "{line:?}");
        if gold == "-" {
            without += 1;
        } else {
            for place in gold.split(" | ") {
                assert!(is_place(place), "{question:?}: no {place:?} in corpus/");
            }
        }
    }
    let count = asked.len();
    assert!(140 <= count && count <= 4 * without, "{count} questions, {without} unanswerable");
    let all = ["abbrev", "def", "fact", "far", "hard", "kw", "near", "para", "trap", "typo"];
    assert!(kinds.iter().eq(&all), "{kinds:?}");
    asked.sort_unstable();
    asked.dedup();
    assert_eq!(asked.len(), count, "a question stands there twice");
}

/// Whether `FILE:HEADING` or `FILE:HEADING/LABEL` is in the documents.
fn is_place(place: &str) -> bool {
    let Some((file, place)) = place.split_once(':') else { return false };
    let (heading, item) = match place.split_once('/') {
        Some((heading, item)) => (heading, Some(item)),
        None => (place, None),
    };
    sections(file).iter().any(|section| {
        section.heading == heading && item.is_none_or(|item| section.labels().contains(&item))
    })
}

/// A heading, without its marks, and the lines below it up to the next heading.
struct Section {
    heading: String,
    body: String,
}

impl Section {
    fn whole(&self) -> String {
        format!("{}\n{}", self.heading, self.body)
    }

    /// The bold labels of the list items, in order.
    fn labels(&self) -> Vec<&str> {
        self.body.lines().filter_map(label).collect()
    }
}

/// The label of a line such as `- **Label**: text` or `3. **Label**: text`.
fn label(line: &str) -> Option<&str> {
    let marker = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let item = marker.strip_prefix("- ").or_else(|| marker.strip_prefix(". "))?;
    Some(item.strip_prefix("**")?.split_once("**")?.0)
}

/// The numbers of the numbered items, in order.
fn numbers(sections: &[Section]) -> Vec<u32> {
    sections
        .iter()
        .flat_map(|section| section.body.lines())
        .filter(|line| label(line).is_some())
        .filter_map(|line| line.split_once(". ")?.0.parse().ok())
        .collect()
}

/// The sections of `file` whose heading begins with `prefix`.
fn under(file: &str, prefix: &str) -> Vec<Section> {
    let found: Vec<Section> =
        sections(file).into_iter().filter(|section| section.heading.starts_with(prefix)).collect();
    assert!(!found.is_empty(), "{file} has no heading {prefix:?}");
    found
}

/// The sections of `corpus/<file>`, in order. The built-in documents have ATX headings only and no
/// code blocks, so that a line that begins with `#` is a heading.
fn sections(file: &str) -> Vec<Section> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(file);
    let text = fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let mut sections: Vec<Section> = Vec::new();
    for line in text.lines() {
        if line.starts_with('#') {
            let heading = line.trim_start_matches('#').trim().to_owned();
            sections.push(Section { heading, body: String::new() });
        } else if let Some(section) = sections.last_mut() {
            section.body.push_str(line);
            section.body.push('\n');
        }
    }
    assert!(!sections.is_empty(), "{} has no heading", path.display());
    sections
}

/// The names of the files in `corpus/`, sorted.
fn files() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let mut names: Vec<String> = fs::read_dir(&folder)
        .unwrap_or_else(|e| panic!("{}: {e}", folder.display()))
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.ends_with(".md"))
        .collect();
    names.sort_unstable();
    names
}

/// In lower case, without emphasis, with one blank between words.
fn plain(text: &str) -> String {
    let text = text.replace('*', "").to_lowercase();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether `part` stands in `text` as whole words.
fn has(text: &str, part: &str) -> bool {
    text.match_indices(part).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + part.len()..].chars().next();
        let ends = |c: Option<char>| !c.is_some_and(char::is_alphanumeric);
        ends(before) && ends(after)
    })
}
