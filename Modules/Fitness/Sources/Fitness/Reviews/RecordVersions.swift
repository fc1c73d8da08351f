import Kernel

/// All uploads of one record, from the first to the last, and which of them stand.
///
/// Of uploads that count, the newest is in force. Beside it stands the newest of all, where it
/// waits for a review or was turned down: it takes nobody's place before it is approved. Which ones
/// stand follows from what reviews made of the uploads, and not from the order of the reviews.
struct RecordVersions {
  /// The uploads, the oldest first.
  private(set) var versions: [StepRecord]

  /// The uploads of one identity, in any order.
  init(_ versions: [StepRecord]) {
    self.versions = versions.sorted { ($0.createdAt, $0.id) < ($1.createdAt, $1.id) }
  }

  /// Has a review make something of an upload.
  /// - Returns: the uploads that are not as they were, as they are now.
  mutating func review(
    _ id: StepRecord.ID, as verification: StepRecord.Verification, reason: String?
  ) -> [StepRecord] {
    let before = versions
    for index in versions.indices where versions[index].id == id {
      versions[index].verification = verification
      versions[index].reason = reason
    }
    let successors = successors
    for index in versions.indices { versions[index].supersededBy = successors[index] }
    return zip(before, versions).filter { $0 != $1 }.map(\.1)
  }

  /// Which upload took the place of each; nil for those that stand.
  private var successors: [StepRecord.ID?] {
    var next: StepRecord?
    var nextVerified: StepRecord?
    var successors: [StepRecord.ID?] = []
    for version in versions.reversed() {
      // What counts gives way to what counts alone.
      let successor = version.verification == .verified ? nextVerified : nextVerified ?? next
      successors.append(successor?.id)
      if version.verification == .verified { nextVerified = version }
      next = version
    }
    return successors.reversed()
  }
}
