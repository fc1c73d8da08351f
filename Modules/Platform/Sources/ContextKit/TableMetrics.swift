public import Kernel
public import Observability

extension MetricsRegistry {
  /// Registers what tells whether a table is large enough: `…_entries`, and how many look-ups found
  /// their entry (`…_hits_total`), did not (`…_misses_total`), and how many entries of use gave way
  /// (`…_evictions_total`).
  /// - Parameters:
  ///   - name: what the four names begin with.
  ///   - what: the entries, as in "Access tokens remembered as checked".
  public func table(_ name: String, _ what: String, read: @escaping @Sendable () -> TableFigures) {
    gauge("\(name)_entries", "\(what).") { Double(read().count) }
    counter("\(name)_hits", "\(what): look-ups that found theirs.") { Double(read().hits) }
    counter("\(name)_misses", "\(what): look-ups that found none.") { Double(read().misses) }
    counter("\(name)_evictions", "\(what): those that gave way since the table was full.") {
      Double(read().evictions)
    }
  }
}
