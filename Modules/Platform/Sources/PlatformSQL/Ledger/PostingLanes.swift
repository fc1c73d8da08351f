import Kernel
import Ledger

/// Which postings wait, which are being written, and which are written next.
///
/// One batch may be written beside another where they have nothing in common: no account, no retry
/// key, no transfer's id. A posting that has something in common with a batch under way waits, and
/// whatever arrives later and has something in common with that posting waits behind it. So
/// postings to one account are written in the order of their arrival, unless somebody else has
/// locked the account: those that need it are set aside (`PostingQueue`).
///
/// If postings name one account in different ways (id, terms, hold), the lanes take it for several
/// accounts. Only their order is lost: the database still locks the account for one batch at a
/// time.
struct PostingLanes<Caller: Sendable>: Sendable {
  /// A posting, and who wants to know what became of it.
  struct Waiting: Sendable {
    let posting: Posting
    let caller: Caller
    /// How often it was left out of a batch.
    var timesAside = 0
    fileprivate let claims: PostingClaims

    init(_ posting: Posting, caller: Caller) {
      self.posting = posting
      self.caller = caller
      claims = PostingClaims(posting)
    }
  }

  /// What is written by one transaction.
  struct Batch: Sendable {
    fileprivate let number: Int
    let postings: [Waiting]
  }

  private let lanes: Int
  private let fewestBeside: Int
  private let largest: Int
  private var made = 0

  /// In the order of arrival.
  private var waiting: [Waiting] = []
  private var underWay: [Batch] = []
  /// What the batches under way claim, and the waiting postings that cannot go beside them. Up to
  /// date whenever a lane is free and `looksFurther` is false.
  private var claimed: Set<Int> = []
  /// How many of the waiting could go beside the batches under way.
  private var ready = 0
  /// Whether there are more who wait than were looked at.
  private var looksFurther = false

  /// - Parameters:
  ///   - lanes: so many batches may be under way at once; at least 1.
  ///   - fewest: so many postings at least must be ready for a batch beside another. Fewer are not
  ///     worth what a transaction costs whatever its size, and go when the other one ends.
  ///   - largest: how many postings a batch has at most.
  init(lanes: Int, fewest: Int, largest: Int) {
    self.lanes = lanes
    fewestBeside = fewest
    self.largest = largest
  }

  /// Takes a posting.
  /// - Returns: the batches that are to be written now.
  mutating func add(_ posting: Waiting) -> [Batch] {
    waiting.append(posting)
    guard underWay.count < lanes, !looksFurther else { return [] }
    if posting.claims.isFree(of: claimed) {
      ready += 1
    } else {
      posting.claims.join(&claimed)
    }
    return ready >= fewest ? start() : []
  }

  /// Takes note that a batch is over.
  /// - Returns: the batches that are to be written now.
  mutating func finish(_ batch: Batch) -> [Batch] {
    underWay.removeAll { $0.number == batch.number }
    return start()
  }

  /// How many must be ready for a batch to be written now: beside another it must not be much
  /// smaller than that, or batches would grow ever smaller, and each costs more than its postings.
  private var fewest: Int {
    underWay.map { max(fewestBeside, $0.postings.count * 3 / 4) }.max() ?? 1
  }

  private mutating func start() -> [Batch] {
    var started: [Batch] = []
    while underWay.count < lanes, let batch = next() { started.append(batch) }
    return started
  }

  private mutating func next() -> Batch? {
    let chosen = underWay.isEmpty ? chooseFirst() : chooseBeside()
    guard !chosen.isEmpty else { return nil }
    made += 1
    let batch = Batch(number: made, postings: chosen)
    underWay.append(batch)
    return batch
  }

  /// With nothing under way, those who waited longest go, whatever they name.
  private mutating func chooseFirst() -> [Waiting] {
    let chosen = Array(waiting.prefix(largest))
    waiting.removeFirst(chosen.count)
    claimed.removeAll(keepingCapacity: true)
    if lanes > 1 { for posting in chosen { posting.claims.join(&claimed) } }
    ready = 0
    looksFurther = false
    return chosen
  }

  private mutating func chooseBeside() -> [Waiting] {
    claimed.removeAll(keepingCapacity: true)
    for batch in underWay { for posting in batch.postings { posting.claims.join(&claimed) } }
    var chosen: [Waiting] = []
    var left: [Waiting] = []
    let seen = waiting.prefix(4 * largest)
    for posting in seen {
      if chosen.count < largest, posting.claims.isFree(of: claimed) {
        chosen.append(posting)
      } else {
        posting.claims.join(&claimed)
        left.append(posting)
      }
    }
    ready = chosen.count
    looksFurther = seen.count < waiting.count
    guard chosen.count >= fewest else { return [] }
    for posting in chosen { posting.claims.join(&claimed) }
    waiting.replaceSubrange(..<seen.count, with: left)
    ready = 0
    return chosen
  }
}

/// What a posting claims for itself while it is written: its accounts, its idempotency key, its
/// transfers' ids and the holds that they end, each as a hash. Two that happen to have the same
/// hash wait for each other, which does no harm.
private struct PostingClaims: Sendable {
  private let debit: Int
  private let credit: Int
  private let transfer: Int
  private let key: Int
  /// Of holds and of linked orders; a lone plain transfer has none.
  private let others: [Int]

  init(_ posting: Posting) {
    let order = posting.order
    debit = Self.hash(order.debit, of: order)
    credit = Self.hash(order.credit, of: order)
    transfer = Self.hash(order.id)
    key = posting.idempotencyKey.map { Self.hash($0.scope) } ?? transfer
    var others: [Int] = []
    if let hold = order.step.hold { others.append(Self.hash(hold)) }
    for order in posting.linked {
      others += [
        Self.hash(order.debit, of: order), Self.hash(order.credit, of: order), Self.hash(order.id),
      ]
      if let hold = order.step.hold { others.append(Self.hash(hold)) }
    }
    self.others = others
  }

  func isFree(of claimed: Set<Int>) -> Bool {
    !claimed.contains(debit) && !claimed.contains(credit) && !claimed.contains(key)
      && !claimed.contains(transfer) && others.allSatisfy { !claimed.contains($0) }
  }

  func join(_ claimed: inout Set<Int>) {
    claimed.insert(debit)
    claimed.insert(credit)
    claimed.insert(key)
    claimed.insert(transfer)
    for other in others { claimed.insert(other) }
  }

  /// An account that is the hold's, whichever it is, is claimed by the hold.
  private static func hash(_ account: AccountReference, of order: TransferOrder) -> Int {
    if account == .ofHold, let hold = order.step.hold { hash(hold) } else { hash(account) }
  }

  private static func hash(_ value: some Hashable) -> Int {
    var hasher = Hasher()
    hasher.combine(value)
    return hasher.finalize()
  }
}
