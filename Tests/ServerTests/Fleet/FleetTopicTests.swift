import Foundation
import JSON
import Testing

extension ServerTests {
  /// What happens in companies, as it reaches those who follow them.
  @Suite struct FleetTopicTests {
    /// A company that somebody signs up with.
    private static func company(
      _ name: String, _ role: String, at server: AtriumServer
    ) throws -> (owner: Person, id: String) {
      let profile = """
        {"role": "\(role)", "company_name": "\(name)", "address": "1 Rue Didouche",
         "phone_number": "+213 21"}
        """
      let owner = try #require(
        Person(
          email: "\(name)@example.com",
          try FleetMemberTests.register(name, profile, at: server)))
      let list = try owner.client(of: server).get("/api/fleet/companies").json?["items"]
      return (owner, try #require(list.flatMap { Array($0.elements).first }?["id"]?.string))
    }

    /// Makes somebody a member of a company.
    private static func add(
      _ person: Person, to company: (owner: Person, id: String), as role: String,
      at server: AtriumServer
    ) throws {
      let invited = try company.owner.client(of: server).post(
        "/api/fleet/companies/\(company.id)/invitations",
        #"{"email": "\#(person.email)", "role": "\#(role)"}"#)
      let code = try #require(invited.string("code"))
      let accepted = try person.client(of: server).post(
        "/api/fleet/invitations/accept", #"{"code": "\#(code)"}"#)
      #expect(accepted.status == 200)
    }

    @Test(
      "Members follow their companies at once, and one of them no more once they are removed",
      arguments: StorageSet.allCases)
    func members(on set: StorageSet) async throws {
      try await Deployment.with(set) { deployment in
        try await deployment.serving { server in
          let (one, two) = (
            try Self.company("one", "supplier_company", at: server),
            try Self.company("two", "supplier_company", at: server)
          )
          let bola = try Person.register("Bola", at: server)
          try Self.add(bola, to: one, as: "operator", at: server)
          try Self.add(bola, to: two, as: "viewer", at: server)
          let me = try bola.id(at: server)
          let socket = try Socket(server, "/api/ws/transactions", token: bola.accessToken)
          // What the socket follows by itself is not told; asked for again, it is answered.
          for topic in ["user:\(me)", "fleet.company:\(one.id)", "fleet.company:\(two.id)"] {
            try socket.follow(topic)
            #expect(try socket.topic(of: "subscribed") == topic)
          }

          // The grants stay what they were: those of a supplier's member.
          let removed = try one.owner.client(of: server).send(
            "DELETE", "/api/fleet/companies/\(one.id)/members/\(me)")
          #expect(removed.status == 204)
          #expect(try socket.topic(of: "error") == "fleet.company:\(one.id)")
          // Nor can they follow it again; the other company they do.
          try socket.follow("fleet.company:\(one.id)")
          #expect(try socket.topic(of: "error") == "fleet.company:\(one.id)")
          let renamed = try two.owner.client(of: server).send(
            "PATCH", "/api/fleet/companies/\(two.id)", body: #"{"name": "Deux"}"#)
          #expect(renamed.status == 200)
          let event = try socket.event("fleet.company.updated")
          #expect(event["topic"]?.string == "fleet.company:\(two.id)")
          #expect(event["data"]?["company"]?["name"]?.string == "Deux")
        }
      }
    }

    @Test(
      "A company's topics are its members' alone, and no driver's", arguments: [StorageSet.sqlite])
    func strangers(on set: StorageSet) async throws {
      try await Deployment.with(set) { deployment in
        try await deployment.serving { server in
          let one = try Self.company("one", "consumer_company", at: server)
          let bola = try Person.register("Bola", at: server)
          let socket = try Socket(server, "/api/ws", token: bola.accessToken)
          for id in [one.id, "nonsense", "01890a5d-ac96-774b-bcce-b302099a8057"] {
            for kind in ["fleet.company", "fleet.transaction"] {
              try socket.follow("\(kind):\(id)")
              #expect(try socket.topic(of: "error") == "\(kind):\(id)")
            }
          }
        }
      }
    }
  }
}

extension Socket {
  /// The topic of the next message of a type, events left out.
  fileprivate func topic(of type: String) throws -> String {
    while true {
      let message = try #require(try message())
      if message["type"]?.string == "event" { continue }
      #expect(message["type"]?.string == type)
      return try #require(message["topic"]?.string)
    }
  }

  /// The next event of a type.
  fileprivate func event(_ type: String) throws -> JSONValue {
    while true {
      let message = try #require(try message())
      if message["event"]?.string == type { return message }
    }
  }
}
