/// Objects in no order, each of which knows its place and so can be taken off at once, however many
/// there are. One thread at a time uses it.
public struct Roster<Member: AnyObject> {
  private var members: [Member] = []
  private let place: ReferenceWritableKeyPath<Member, Int>

  /// A roster of nobody.
  /// - Parameter place: where a member keeps its place, which is the roster's to change. A member
  ///   is on one roster at a time.
  public init(_ place: ReferenceWritableKeyPath<Member, Int>) {
    self.place = place
  }

  /// Puts a member on.
  public mutating func add(_ member: Member) {
    member[keyPath: place] = members.count
    members.append(member)
  }

  /// Takes a member off, which is on. The last one comes to its place.
  public mutating func remove(_ member: Member) {
    let last = members.removeLast()
    guard last !== member else { return }
    last[keyPath: place] = member[keyPath: place]
    members[member[keyPath: place]] = last
  }
}

extension Roster: RandomAccessCollection {
  /// The place of the first member.
  public var startIndex: Int { 0 }
  /// The place behind the last one.
  public var endIndex: Int { members.count }
  /// The member at a place.
  public subscript(place: Int) -> Member { members[place] }
}
