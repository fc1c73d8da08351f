import Auth
import ContextKit
import Kernel
import Ports

/// Auth's part in a demo: the people that other contexts' scenes are about.
struct AccountDemo {
  /// The password of everybody.
  static let password = "harmattan market 24"

  let accounts: Accounts

  /// Makes whoever has no account yet, and hands all of them on as the cast.
  func perform(on stage: inout DemoStage) async throws {
    var count = DemoCount("users", title: "users")
    for person in Self.people(stage.users, seed: stage.seed) {
      let id = try await account(of: person, &count)
      stage.cast.append(
        DemoPerson(
          id: id, firstName: person.firstName, lastName: person.lastName, lot: person.lot))
      stage.login = stage.login ?? DemoLogin(email: "\(person.email)", password: Self.password)
    }
    stage.add(count)
  }

  private func account(of person: Person, _ count: inout DemoCount) async throws -> UserID {
    do {
      let user = try await accounts.user(email: person.email)
      count.found += 1
      return user.id
    } catch is NotFound {
      let profile = Profile(
        name: "\(person.firstName) \(person.lastName)", firstName: person.firstName,
        lastName: person.lastName)
      let user = try await accounts.createUser(
        Registration(email: person.email, password: Self.password, profile: profile),
        roles: [.user], isVerified: true, by: .operatorConsole)
      count.made += 1
      return user.id
    }
  }
}

// Who they are.
extension AccountDemo {
  /// Somebody who may have no account yet.
  struct Person {
    let firstName: String
    let lastName: String
    let email: EmailAddress
    let lot: UInt64
  }

  /// So many people; the first of them are the same for any number.
  static func people(_ count: Int, seed: UInt64) -> [Person] {
    var numbers = DemoNumbers(seed: seed)
    var taken: Set<String> = []
    return (0..<count).compactMap { _ in
      let people = DemoNames.peoples[numbers.next(below: DemoNames.peoples.count)]
      let first = people.firstNames[numbers.next(below: people.firstNames.count)]
      let last = people.lastNames[numbers.next(below: people.lastNames.count)]
      let lot = numbers.next()
      let base = "\(first).\(last)".lowercased()
      var name = base
      var number = 1
      while !taken.insert(name).inserted {
        number += 1
        name = base + String(number)
      }
      return EmailAddress("\(name)@example.com").map {
        Person(firstName: first, lastName: last, email: $0, lot: lot)
      }
    }
  }
}
