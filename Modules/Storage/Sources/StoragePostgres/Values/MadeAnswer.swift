internal import CPostgres
public import Storage

/// Rows of an answer that no server gave: made with libpq's own means, to measure what reading
/// them costs.
@_spi(Measurement)
public enum MadeAnswer {
  /// The rows of a `PGresult` in binary form, which is freed with the last of them.
  public static func rows(of result: OpaquePointer) -> [Row] {
    ResultRows(result, layout: ColumnLayout(of: result)).rows
  }
}
