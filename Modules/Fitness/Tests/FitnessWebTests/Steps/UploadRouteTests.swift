import Fitness
import FitnessTesting
import HTTP
import JSON
import Kernel
import Storage
import StorageTesting
import Testing
import WebTesting
import WorkTesting

@testable import FitnessWeb

/// What clients are answered when they upload.
@Suite struct UploadRouteTests {
  @Test("A record is answered by 201 and where it is, the same again by 200")
  func alone() async throws {
    let site = try await Site.walking()
    let ada = try site.fixture.user("ada")
    let body = #"{"steps": 8345, "source": "garmin", "date": "2026-01-01", "device_id": null}"#
    let first = await site.upload(body, as: ada)
    #expect(first.status == 201)
    #expect(first.json?["status"]?.string == "recorded")
    #expect(first.json?["day"]?["coins_earned"]?.string == "83.4500")
    #expect(first.json?["wallet"]?["fraction"]?.string == "0.4500")
    let id = try #require(first.json?["record"]?["id"]?.string)
    #expect(first.headers["Location"] == "/api/fitness/steps/records/\(id)")
    let again = await site.upload(body, as: ada)
    #expect(again.status == 200)
    #expect(again.json?["status"]?.string == "unchanged")
    #expect(await site.get("/api/fitness/steps/records/\(id)", as: ada).status == 200)
    let bob = try site.fixture.user("bob")
    #expect(await site.get("/api/fitness/steps/records/\(id)", as: bob).status == 404)
  }

  @Test("Every field at fault of a batch is named, and nothing is stored")
  func form() async throws {
    let site = try await Site.walking()
    let ada = try site.fixture.user("ada")
    let answer = await site.upload(
      """
      {"records": [
        {"steps": 1, "source": "garmin", "date": "2026-01-01"},
        {"steps": -1, "source": "x", "date": "2026-01-01"},
        {"source": "fitbit", "start_time": "2026-01-01T10:00:00Z", "version": -1},
        {"steps": 1, "source": "fitbit", "time_zone": "UTC", "date": "2025-12-31",
          "start_time": "2026-01-01T10:00:00Z", "end_time": "2026-01-01T11:00:00Z"},
        {"steps": 1, "source": "fitbit"}]}
      """, as: ada)
    #expect(answer.status == 422)
    let fields = Array(try #require(answer.json?["errors"]).elements).compactMap {
      $0["field"]?.string
    }
    #expect(
      fields == [
        "records[1].steps", "records[1].source", "records[2].steps", "records[2].end_time",
        "records[2].version", "records[3].date", "records[4].date",
      ])
    #expect(try await site.fixture.count("fitness_step_records") == 0)
  }

  @Test("A date that is not its interval's is refused, also by the profile's clocks")
  func mismatch() async throws {
    let site = try await Site.walking()
    let ada = try site.fixture.user("ada")
    _ = await site.patch("/api/fitness/profile", #"{"time_zone": "Asia/Tokyo"}"#, as: ada)
    let answer = await site.upload(
      """
      {"steps": 1, "source": "fitbit", "date": "2026-01-01",
        "start_time": "2026-01-01T16:00:00Z", "end_time": "2026-01-01T17:00:00Z"}
      """, as: ada)
    #expect(answer.status == 422)
    #expect(
      Array(try #require(answer.json?["errors"]).elements).first?["code"]?.string == "date_mismatch"
    )
  }

  @Test(
    "One record is refused by its rule's status",
    arguments: [
      (#""date": "2026-01-02""#, 422, "future_date"), (#""date": "2025-12-24""#, 422, "too_old"),
      (#""date": "2026-01-01", "version": 1"#, 409, "stale_version"),
    ])
  func rules(rest: String, status: Int, code: String) async throws {
    let site = try await Site.walking()
    let ada = try site.fixture.user("ada")
    _ = await site.upload(
      #"{"steps": 1, "source": "fitbit", "date": "2026-01-01", "version": 2}"#, as: ada)
    let answer = await site.upload(#"{"steps": 2, "source": "fitbit", \#(rest)}"#, as: ada)
    #expect(answer.status == status)
    #expect(answer.json?["code"]?.string == code)
    let batch = await site.upload(
      #"{"records": [{"steps": 2, "source": "fitbit", \#(rest)}]}"#, as: ada)
    #expect(batch.status == 200)
    #expect(Array(try #require(batch.json?["results"]).elements).first?["code"]?.string == code)
  }

  @Test("An upload under the same key is answered as the first time")
  func repeated() async throws {
    let site = try await Site.walking()
    let ada = try site.fixture.user("ada")
    let body = #"{"records": [{"steps": 500, "source": "garmin", "date": "2026-01-01"}]}"#
    let first = await site.upload(body, as: ada, key: "k")
    let again = await site.upload(body, as: ada, key: "k")
    #expect(first.status == 200)
    #expect(again.body == first.body)
  }
}
