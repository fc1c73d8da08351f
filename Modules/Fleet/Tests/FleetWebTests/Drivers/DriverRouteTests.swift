import Fleet
import FleetTesting
import HTTP
import JSON
import Kernel
import Router
import StorageTesting
import Testing
import WebTesting
import WorkTesting

@testable import FleetWeb

/// Drivers over HTTP, through the router.
@Suite struct DriverRouteTests {
  private let path = "/api/fleet/drivers"

  private func site() async throws -> (Site<FleetFixture>, FleetScene) {
    let fixture = try await FleetFixture(on: .sqlite)
    let site = try Site(
      fixture,
      routes: driverRoutes(fixture.driverService, terms: fixture.terms.source)
        + statisticsRoutes(fixture.statistics, fixture.consumption)
        + scanRoutes(fixture.scans(FixtureCodes())),
      below: "/api/fleet", clock: fixture.time.clock, ids: fixture.ids,
      report: { Issue.record($0) })
    return (site, try await fixture.scene())
  }

  @Test("Every route asks for the permission that stands beside it here")
  func table() async throws {
    let (site, _) = try await site()
    #expect(
      site.router.routes.listing == """
        GET     /api/fleet/drivers                    fleet.read    signed in, or a key
        GET     /api/fleet/companies/{id}/drivers     fleet.read    signed in, or a key
        GET     /api/fleet/drivers/{id}               fleet.read    signed in, or a key
        POST    /api/fleet/drivers                    fleet.manage  signed in, or a key
        POST    /api/fleet/drivers/{id}/invitation    fleet.manage  signed in, or a key
        PUT     /api/fleet/drivers/{id}               fleet.manage  signed in, or a key
        PATCH   /api/fleet/drivers/{id}               fleet.manage  signed in, or a key
        DELETE  /api/fleet/drivers/{id}               fleet.manage  signed in, or a key
        PUT     /api/fleet/drivers/{id}/activate      fleet.manage  signed in, or a key
        PUT     /api/fleet/drivers/{id}/deactivate    fleet.manage  signed in, or a key
        GET     /api/fleet/companies/{id}/statistics  fleet.read    signed in, or a key
        GET     /api/fleet/drivers/{id}/consumption   fleet.read    signed in, or a key
        POST    /api/fleet/qr/scan                    fleet.trade   signed in, or a key
        """)
  }

  @Test("A driver is made, shown, changed, stopped and deleted")
  func course() async throws {
    let (site, scene) = try await site()
    let manager = scene.member(.manager, of: .consumer)
    let body = """
      {"name": " Karim ", "email": "Karim@Example.com", "license_number": "DZ-1",
       "monthly_limit": 500, "tank_capacity": "60.5", "vehicle_number": "T-1",
       "limits": {"per_transaction_liters": "80.00", "hours": {"from": "22:00", "to": "06:00"},
         "weekdays": [7, 1], "products": ["diesel"], "action": "alert"}}
      """
    let made = await site.post(path, body, as: manager, key: "k")
    #expect(made.status == 201 && made["user_id"] == nil && made["name"] == "Karim")
    #expect(made["monthly_limit"] == "500.00" && made["tank_capacity"] == "60.50")
    #expect(made["invitation_code"]?.count == InvitationCode.length)
    #expect(made["consumer_company_name"] == "consumer" && made["balance_dzd"] == "0.00")
    #expect(await site.post(path, body, as: manager, key: "k").body == made.body)
    let place = try #require(made.headers["Location"])
    let shown = await site.get(place, as: manager)
    #expect(shown.status == 200 && shown.headers["ETag"] == made.headers["ETag"])
    let text = String(decoding: shown.body, as: UTF8.self)
    #expect(
      text.contains(
        """
        "limits":{"per_transaction_liters":"80.00","daily_liters":null,"daily_count":null,\
        "hours":{"from":"22:00","to":"06:00"},"weekdays":[1,7],"products":["diesel"],\
        "action":"alert"}
        """))
    #expect(text.contains(#""month":{"used":"0.00","pending":"0.00","remaining":"500.00"}"#))
    let tag = try #require(shown.headers["ETag"])
    let changed = await site.patch(
      place, #"{"odometer": "120500.5", "limits": null}"#, as: manager, ifMatch: tag)
    #expect(
      changed.status == 200 && changed["odometer"] == "120500.5"
        && changed.json?["version"]?.int64 == 2)
    let stale = await site.patch(place, #"{"name": "K"}"#, as: manager, ifMatch: tag)
    #expect(stale.status == 412)
    let stopped = await site.send(.put, "\(place)/deactivate", as: manager)
    #expect(stopped.json?["is_active"]?.bool == false)
    let started = await site.send(.put, "\(place)/activate", as: manager)
    #expect(started.json?["is_active"]?.bool == true)
    let replaced = await site.send(
      .put, place, #"{"name": "K", "email": "k@example.com", "license_number": "DZ-1"}"#,
      as: manager)
    #expect(replaced.status == 200 && replaced["vehicle_number"] == nil)
    #expect(replaced["monthly_limit"] == "1000.00" && replaced["odometer"] == "120500.5")
    #expect(await site.post("\(place)/invitation", "", as: manager).status == 201)
    #expect(await site.send(.delete, place, as: manager).status == 204)
    #expect(await site.get(place, as: manager).status == 404)
  }

  @Test("Every bad field of limits is told, by its path")
  func limits() async throws {
    let (site, scene) = try await site()
    let answer = await site.patch(
      "\(path)/\(scene.driver.id)",
      """
      {"tank_capacity": "0.00", "monthly_limit": "-1.00", "limits": {
        "per_transaction_liters": "1.001", "daily_count": -1,
        "hours": {"from": "06:00", "to": "06:00"}, "weekdays": [0, 8], "products": ["gold"],
        "action": "shout"}}
      """, as: scene.member(.owner, of: .consumer))
    #expect(answer.status == 422)
    let text = String(decoding: answer.body, as: UTF8.self)
    for field in [
      "tank_capacity", "monthly_limit", "limits.per_transaction_liters", "limits.daily_count",
      "limits.hours", "limits.weekdays[0]", "limits.weekdays[1]", "limits.products[0]",
      "limits.action",
    ] {
      #expect(text.contains(#""field":"\#(field)""#), "\(field) in \(text)")
    }
  }

  @Test("Statistics and consumption are whole bodies, and refuse bad days")
  func statistics() async throws {
    let (site, scene) = try await site()
    let viewer = scene.member(.viewer, of: .consumer)
    let company = "/api/fleet/companies/\(scene.consumer.id)"
    let answer = await site.get("\(company)/statistics?from=2026-01-01&to=2026-01-31", as: viewer)
    #expect(
      String(decoding: answer.body, as: UTF8.self) == """
        {"company_id":"\(scene.consumer.id)","currency":"DZD","time_zone":"Africa/Algiers",\
        "from":"2026-01-01","to":"2026-01-31","totals":{"transactions":0,"amount_liters":"0.00",\
        "total_price":"0.00","amount_dzd":"0.00","average_price":null},"pending":{"transactions":0,\
        "amount_liters":"0.00","total_price":"0.00"},"by_day":[],"by_month":[],"top_drivers":[]}
        """)
    let driver = "\(path)/\(scene.driver.id)/consumption"
    let consumption = await site.get("\(driver)?group=month", as: scene.driverUser)
    #expect(consumption.status == 200 && consumption["group"] == "month")
    for query in ["from=2025-01-01&to=2026-01-02", "from=2026-01-02&to=2026-01-01", "group=year"] {
      #expect(await site.get("\(driver)?\(query)", as: viewer).status == 422)
    }
  }

  @Test("What is no code is 422 invalid_qr")
  func scan() async throws {
    let (site, scene) = try await site()
    let answer = await site.post(
      "/api/fleet/qr/scan", #"{"payload": "hello"}"#, as: scene.driverUser)
    #expect(answer.status == 422 && answer["code"] == "invalid_qr")
  }
}
