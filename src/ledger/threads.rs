//! Runs the same work on several threads.

/// The number of threads that the machine runs at a time.
pub(crate) fn available() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// Runs the same work on this many threads, including this one, and returns their results. If one of them panics, so
/// does this one, because its effects are unknown.
pub(crate) fn run_on_threads<T: Send>(threads: usize, work: impl Fn() -> T + Sync) -> Vec<T> {
    std::thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(&work)).collect();
        let own = work();
        let others = others.into_iter();
        let joined =
            others.map(|other| other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        std::iter::once(own).chain(joined).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_thread_does_the_work_and_none_is_lost() {
        assert_eq!(run_on_threads(1, || 7), [7]);
        assert_eq!(run_on_threads(3, || 7), [7, 7, 7]);
    }

    #[test]
    #[should_panic(expected = "no more")]
    fn a_thread_that_panics_makes_this_one_panic() {
        let first = std::sync::atomic::AtomicBool::new(true);
        run_on_threads(2, || assert!(first.swap(false, std::sync::atomic::Ordering::Relaxed), "no more"));
    }
}
