import Kernel
import Ledger
import Testing

struct OwnerTests {
  @Test(
    "A kind of owner is a lower-case word",
    arguments: ["user", "house", "a", "savings_club", "gym2", "sixteen_letters_"])
  func kinds(word: String) throws {
    #expect(try #require(Owner.Kind(word)).description == word)
  }

  @Test(
    "What is no such word is no kind",
    arguments: ["", "User", "2u", "_u", "a-b", "ü", "seventeen_letters", "a b", "user\u{0}"])
  func noKinds(word: String) {
    #expect(Owner.Kind(word) == nil)
  }

  @Test("Only a kind that the id does not tell is stored, and any is read back")
  func stored() {
    let owners = [
      Owner.house, .user(UserID(rawValue: 7)), .user(UserID(rawValue: 0)),
      Owner(kind: .house, id: 7), Owner(kind: .circle, id: 7), Owner(kind: .circle, id: 0),
    ]
    #expect(owners.map(\.storedKind) == [nil, nil, .user, .house, .circle, .circle])
    for owner in owners {
      #expect(Owner(id: owner.id, storedKind: owner.storedKind) == owner)
    }
    #expect(Set(owners).count == owners.count)
  }

  @Test("An owner is read as it is written")
  func texts() {
    let circle = Owner(kind: .circle, id: 7)
    #expect("\(circle)" == "circle:00000000-0000-0000-0000-000000000007")
    for owner in [.house, circle, .user(UserID(rawValue: 9)), Owner(kind: .house, id: 1)] {
      #expect(Owner("\(owner)") == owner)
    }
    for text in ["", "user", "user:", "user:7", ":7", "User:\(UserID(rawValue: 7))", "house:"] {
      #expect(Owner(text) == nil)
    }
  }

  @Test("A user's id is told of users only")
  func userIDs() {
    #expect(Owner.user(UserID(rawValue: 7)).userID == UserID(rawValue: 7))
    #expect(Owner.house.userID == nil)
    #expect(Owner(kind: .circle, id: 7).userID == nil)
  }
}
