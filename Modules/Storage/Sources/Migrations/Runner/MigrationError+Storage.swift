import Storage

extension MigrationError {
  /// Finds the place of any error that came out of a run.
  init(_ error: any Error) {
    switch error {
    case let error as MigrationError: self = error
    case StorageUnavailable.busy:
      self = .lockBusy("another process keeps the database locked")
    case let error as UnsuitableDatabase: self = .unsuitable(error.description)
    case StorageUnavailable.locked: self = .lockBusy("another session keeps a table locked")
    case let error as StorageUnavailable: self = .unreachable(error.description)
    default: self = .unreachable("the history cannot be read or written: \(error)")
    }
  }
}
