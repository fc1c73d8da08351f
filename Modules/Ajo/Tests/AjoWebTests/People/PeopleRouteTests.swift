import Ajo
import AjoTesting
import HTTP
import JSON
import Kernel
import KernelTesting
import Router
import StorageTesting
import Testing
import WebTesting

@testable import AjoWeb

/// What members of circles do among themselves, over HTTP.
@Suite struct PeopleRouteTests {
  private let base = "/api/ajo/circles"

  @Test("Every route asks for the permission that stands beside it here")
  func table() async throws {
    let rows = try await Site.people().router.routes.listing.split(separator: "\n").map { row in
      row.replacing("/api/ajo/circles/{id}", with: "").split(separator: " ")
    }
    #expect(rows.allSatisfy { $0.dropFirst(3).joined(separator: " ") == "signed in, or a key" })
    #expect(
      rows.map { $0.prefix(3).joined(separator: " ") }.joined(separator: "\n") == """
        GET /chat ajo.circles.read
        POST /chat ajo.circles.change
        POST /chat/read ajo.circles.change
        DELETE /chat/{message_id} ajo.circles.change
        GET /swaps ajo.circles.read
        POST /swaps ajo.circles.change
        POST /swaps/{swap_id}/accept ajo.circles.change
        POST /swaps/{swap_id}/decline ajo.circles.change
        DELETE /swaps/{swap_id} ajo.circles.change
        POST /host ajo.circles.change
        GET /replacements ajo.circles.read
        POST /replacements ajo.circles.change
        POST /replacements/{replacement_id}/accept ajo.circles.change
        POST /replacements/{replacement_id}/decline ajo.circles.change
        DELETE /replacements/{replacement_id} ajo.circles.change
        GET /removals ajo.circles.read
        POST /removals ajo.circles.change
        POST /removals/{removal_id}/vote ajo.circles.change
        DELETE /removals/{removal_id} ajo.circles.change
        """)
  }

  @Test("A message is written once under a key, listed, read and deleted")
  func chat() async throws {
    let site = try await Site.people()
    let users = try await site.fixture.users(3, holding: 0)
    let circle = try await site.fixture.forming(of: Array(users.prefix(2)), size: 3)
    let chat = "\(base)/\(circle.id)/chat"
    let made = await site.post(chat, #"{"message": "  Good morning  "}"#, as: users[0], key: "k")
    #expect(made.status == 201 && made["message"] == "Good morning")
    #expect(made["user_id"] == "\(users[0])" && made["created_at"] != nil)
    let replay = await site.post(chat, #"{"message": "  Good morning  "}"#, as: users[0], key: "k")
    #expect(replay.body == made.body && replay.headers["Idempotency-Replayed"] == "true")
    let listed = await site.get(chat, as: users[1])
    let id = try #require(made["id"])
    #expect(listed.status == 200 && listed.text.contains(id))
    let read = await site.post("\(chat)/read", #"{"up_to": "\#(id)"}"#, as: users[1])
    #expect(read.status == 200 && read.text == #"{"unread":0}"#)
    let unknown = await site.post("\(chat)/read", #"{"up_to": "\#(circle.id)"}"#, as: users[1])
    #expect(unknown.status == 422 && unknown.field == "up_to")
    #expect(await site.delete("\(chat)/\(id)", as: users[1]).status == 403)
    #expect(await site.delete("\(chat)/\(circle.id)", as: users[0]).status == 404)
    #expect(await site.delete("\(chat)/\(id)", as: users[0]).status == 204)
    let tombstone = await site.get(chat, as: users[1])
    #expect(tombstone.text.contains(#""message":null"#))
    #expect(!tombstone.text.contains(#""deleted_at":null"#))
    let outsider = users[2]
    #expect(await site.get(chat, as: outsider).status == 404)
    #expect(await site.post(chat, #"{"message": "x"}"#, as: outsider).status == 404)
  }

  @Test("A message has 1 to 2,000 characters, and twenty go in a minute")
  func limits() async throws {
    let site = try await Site.people()
    let users = try await site.fixture.users(2, holding: 0)
    let circle = try await site.fixture.forming(of: users, size: 2)
    let chat = "\(base)/\(circle.id)/chat"
    for text in ["", "   ", String(repeating: "a", count: 2_001)] {
      let refused = await site.post(chat, #"{"message": "\#(text)"}"#, as: users[0])
      #expect(refused.status == 422 && refused.field == "message")
    }
    let longest = String(repeating: "ẹ", count: 2_000)
    #expect(await site.post(chat, #"{"message": "\#(longest)"}"#, as: users[0]).status == 201)
    for _ in 2...20 {
      #expect(await site.post(chat, #"{"message": "x"}"#, as: users[0]).status == 201)
    }
    let refused = await site.post(chat, #"{"message": "x"}"#, as: users[0])
    #expect(refused.status == 429 && refused["code"] == "too_many_requests")
    #expect(refused.headers["Retry-After"] == "60")
    #expect(await site.post(chat, #"{"message": "x"}"#, as: users[1]).status == 201)
  }

  @Test("A swap is asked for, accepted and listed")
  func swap() async throws {
    let site = try await Site.people()
    let users = try await site.fixture.users(3)
    let circle = try await site.fixture.circle(of: users)
    let swaps = "\(base)/\(circle.id)/swaps"
    let made = await site.post(
      swaps, #"{"with_user_id": "\#(users[2])"}"#, as: users[0], key: "k")
    #expect(made.status == 201 && made["status"] == "open")
    #expect(made.text.contains(#""payout_order":1"#))
    let id = try #require(made["id"])
    let busy = await site.post(swaps, #"{"with_user_id": "\#(users[2])"}"#, as: users[1])
    #expect(busy.status == 409 && busy["code"] == "proposal_open")
    let own = await site.post(swaps, #"{"with_user_id": "\#(users[1])"}"#, as: users[1])
    #expect(own.status == 422 && own.field == "with_user_id")
    #expect(await site.post("\(swaps)/\(id)/accept", "{}", as: users[1]).status == 403)
    let accepted = await site.post("\(swaps)/\(id)/accept", "{}", as: users[2], key: "a")
    #expect(accepted.status == 200 && accepted["status"] == "accepted")
    let again = await site.post("\(swaps)/\(id)/accept", "{}", as: users[2], key: "a")
    #expect(again.body == accepted.body)
    let ended = await site.post("\(swaps)/\(id)/decline", "{}", as: users[2])
    #expect(ended.status == 409 && ended["code"] == "proposal_ended")
    #expect(await site.delete("\(swaps)/\(id)", as: users[0]).status == 409)
    #expect(await site.get(swaps, as: users[1]).text.contains(id))
  }

  @Test("A host hands over, a seat goes over, and a member is voted out")
  func others() async throws {
    let site = try await Site.people()
    let users = try await site.fixture.users(4)
    let circle = try await site.fixture.circle(of: Array(users.prefix(3)))
    let path = "\(base)/\(circle.id)"
    let handed = await site.post("\(path)/host", #"{"user_id": "\#(users[1])"}"#, as: users[0])
    #expect(handed.status == 200 && handed["host_id"] == "\(users[1])")
    #expect(handed["my_role"] == "member" && handed.text.contains(#""unread":0"#))
    let made = await site.post(
      "\(path)/replacements",
      #"{"member_id": "\#(users[2])", "by_user_id": "\#(users[3])"}"#, as: users[1])
    #expect(made.status == 201)
    let id = try #require(made["id"])
    #expect(await site.get("\(path)/replacements", as: users[3]).text.contains(id))
    for user in [users[3], users[2]] {
      let accepted = await site.post("\(path)/replacements/\(id)/accept", "{}", as: user)
      #expect(accepted.status == 200)
    }
    #expect(await site.get("\(path)/replacements", as: users[2]).status == 404)
    let early = await site.post(
      "\(path)/removals", #"{"member_id": "\#(users[3])"}"#, as: users[1])
    #expect(early.status == 409 && early["code"] == "nothing_late")
    try await site.fixture.advance(days: 6)
    let vote = await site.post(
      "\(path)/removals", #"{"member_id": "\#(users[3])"}"#, as: users[1])
    #expect(vote.status == 201 && vote["status"] == "open" && vote["ends_at"] != nil)
    let removal = try #require(vote["id"])
    let decided = await site.post(
      "\(path)/removals/\(removal)/vote", #"{"approve": true}"#, as: users[0])
    #expect(decided.status == 200 && decided["status"] == "accepted")
    #expect(await site.get("\(path)/removals", as: users[3]).status == 404)
  }
}
