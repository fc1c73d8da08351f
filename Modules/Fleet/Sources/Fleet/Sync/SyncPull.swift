import Kernel

/// One page's way through the feeds of a user's parts.
struct SyncPull {
  /// How far each part is read.
  private(set) var reads: [SyncCursor.Read]
  /// What is found.
  private(set) var page: SyncPageBuilder
  /// Whether there is more before the horizon.
  private(set) var hasMore = false
  /// Whether the page ends before the feeds are read.
  private(set) var isOver = false

  private let before: [SyncCursor.Read]
  /// Parts that the user has no more and that this page has no room for.
  private var waiting: [SyncCursor.Read] = []
  private let horizon: SyncPlace
  /// Parts that the client had nothing of: what is gone from them it need not be told.
  private let joined: Set<SyncSeat>

  init(since before: [SyncCursor.Read], seats: [SyncSeat], horizon: SyncPlace, limit: Int) {
    self.before = before
    self.horizon = horizon
    page = SyncPageBuilder(limit: limit)
    var joined: Set<SyncSeat> = []
    reads = seats.map { seat in
      let start = seat.feeds.map { _ in SyncPlace.start }
      guard let read = before.first(where: { $0.seat.isSame(as: seat) }) else {
        joined.insert(seat)
        return SyncCursor.Read(seat: seat, places: start)
      }
      // With another role there are other rights, which records show. And who was told of half of
      // what they left, and is back, has forgotten the rest.
      let isWhole = read.seat == seat && !(read.isHalfTold && seat.isDriver)
      return isWhole ? read : SyncCursor.Read(seat: seat, places: start)
    }
    self.joined = joined
  }

  /// What the next page begins with.
  var next: [SyncCursor.Read] { reads + waiting }

  /// Where the feeds are to be read.
  var positions: [SyncFeed.Position] {
    reads.flatMap { read in
      zip(read.seat.feeds, read.places).map { SyncFeed.Position($0, after: $1) }
    }
  }

  /// How many lines of a feed are of use: with one more it is known whether there are more.
  var linesWanted: Int { page.room + 1 }

  /// What the client is to forget, since the user has no part in it any more.
  var forgotten: [SyncRecord] { departed.flatMap(records) }

  /// Tells of what the client is to forget: a company stands for all that belongs to it. Some of
  /// that may be seen by another part, too, such as an account of two companies, or a card. So the
  /// parts that are left are told anew, from their beginning and on other pages. It is rare.
  /// - Parameter versions: the versions of what is forgotten.
  mutating func leave(_ versions: [SyncRecord: Int64]) {
    for read in departed {
      var read = read
      for record in records(of: read).dropFirst(read.isHalfTold && read.seat.isDriver ? 1 : 0) {
        guard page.add(record, version: versions[record] ?? 1, isDeleted: true) else {
          // The next page tells of it.
          waiting.append(read)
          hasMore = true
          break
        }
        read.isHalfTold = true
      }
    }
    if !page.entries.isEmpty { repeatAll() }
  }

  /// The parts that the user has no more.
  private var departed: [SyncCursor.Read] {
    before.filter { read in !reads.contains { $0.seat.isSame(as: read.seat) } }
  }

  /// What stands for all of a part.
  private func records(of departed: SyncCursor.Read) -> [SyncRecord] {
    let company = departed.seat.company
    let whole = SyncRecord(.company, SyncRecordID(rawValue: company.rawValue))
    guard case .driver(let driver, _) = departed.seat else { return [whole] }
    // Members see the driver, whoever drives.
    if reads.contains(where: { $0.seat.isMember(of: company) }) { return [] }
    return [whole, SyncRecord(.driver, SyncRecordID(rawValue: driver.rawValue))]
  }

  private mutating func repeatAll() {
    for index in reads.indices {
      reads[index].places = reads[index].seat.feeds.map { _ in .start }
      reads[index].isHalfTold = false
      (hasMore, isOver) = (true, true)
    }
  }

  /// Takes in what the feeds have, in the order of `positions`: first what is before the horizon.
  mutating func read(_ lines: [[SyncLine]]) {
    let wanted = linesWanted
    var feed = 0
    for index in reads.indices {
      for place in reads[index].places.indices {
        advance(index, place, over: lines[feed], of: wanted)
        feed += 1
      }
    }
    feed = 0
    for read in reads {
      for _ in read.places {
        for line in lines[feed] where line.place >= horizon {
          if add(line, isNew: false, of: read.seat) != .told { return }
        }
        feed += 1
      }
    }
  }

  private mutating func advance(
    _ index: Int, _ place: Int, over lines: [SyncLine], of wanted: Int
  ) {
    let (seat, start) = (reads[index].seat, reads[index].places[place])
    let isNew = start == .start && joined.contains(seat)
    // It is the same line still, and did not move.
    let isHalfTold =
      place == 0 && reads[index].isHalfTold && lines.first?.place.before == start
    if place == 0 { reads[index].isHalfTold = false }
    for (number, line) in lines.enumerated() where line.place < horizon {
      switch add(line, isNew: isNew, of: seat, isHalfTold: isHalfTold && number == 0) {
      case .told: reads[index].places[place] = line.place
      case .half:
        reads[index].places[place] = line.place.before
        reads[index].isHalfTold = true
        hasMore = true
        return
      case .none:
        hasMore = true
        return
      }
    }
    if lines.count == wanted, lines.last.map({ $0.place < horizon }) ?? false {
      hasMore = true
    } else {
      // All of it was read: the next page begins where something may be added.
      reads[index].places[place] = max(start, horizon.before)
    }
  }

  /// How much of a line the page had room for.
  private enum Told { case told, half, none }

  private mutating func add(
    _ line: SyncLine, isNew: Bool, of seat: SyncSeat, isHalfTold: Bool = false
  ) -> Told {
    if line.isDeleted, isNew { return .told }
    // Its accounts' sums are a company's, too, and are no change of it.
    if line.record.entity == .account, case .member(let company, _) = seat, !isHalfTold {
      let owner = SyncRecord(.company, SyncRecordID(rawValue: company.rawValue))
      guard page.hasRoom(for: [owner, line.record]) || page.entries.isEmpty else { return .none }
      guard page.add(owner, version: 1, isDeleted: false) else { return .none }
      guard page.hasRoom(for: [line.record]) else { return .half }
    }
    return page.add(line.record, version: line.version, isDeleted: line.isDeleted)
      ? .told : .none
  }
}

extension SyncSeat {
  fileprivate var isDriver: Bool {
    if case .driver = self { true } else { false }
  }

  fileprivate func isMember(of company: Company.ID) -> Bool {
    if case .member(company, _) = self { true } else { false }
  }
}

extension SyncPlace {
  /// The last place before this one.
  fileprivate var before: SyncPlace {
    place > 0
      ? SyncPlace(unit: unit, place: place - 1) : SyncPlace(unit: unit - 1, place: .max)
  }
}
