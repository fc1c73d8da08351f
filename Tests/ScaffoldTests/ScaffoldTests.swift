import Foundation
import Testing

/// What `Scripts/new-context` promises.
@Suite struct ScaffoldTests {
  @Test(
    "A new context is formatted, listed, part of the programs, and passes its suites alone",
    .timeLimit(.minutes(22)))
  func works() throws {
    let checkout = try Checkout()
    let script = try checkout.run("Scripts/new-context", "Parcels", "Bundle")
    try #require(script.exitCode == 0, "\(script.output)")
    #expect(script.output.contains("Scripts/test Parcels"))
    #expect(script.output.contains("Tests/ServerTests/Migrations/MigrationTests.swift"))
    #expect(script.output.contains("/api/parcels/bundles"))
    let words = try checkout.run(
      "grep", "-rniE", "item|example", "Modules/Parcels", "Schemas/Parcels")
    #expect(words.exitCode == 1, "something is called as in the template:\n\(words.output)")

    let format = try checkout.run(
      "swift", "format", "lint", "--strict", "--recursive", "Package.swift", "Apps/Composition",
      "Modules/Parcels")
    #expect(format.exitCode == 0, "\(format.output)")

    let manifest = try checkout.run("swift", "package", "dump-package")
    #expect(manifest.exitCode == 0, "\(manifest.output)")
    for name in ["ParcelsWeb", "ParcelsContractTests", "ParcelsWebTests"] {
      #expect(manifest.output.contains("\"\(name)\""), "the root manifest does not list \(name)")
    }

    // The time limit alone would not end a build that hangs.
    let suites = try checkout.run(
      "timeout", "--kill-after=10", "600", "swift", "test", "--package-path", "Modules/Parcels",
      "--scratch-path",
      checkout.scratch, "--disable-build-manifest-caching",
      "--explicit-target-dependency-import-check", "error")
    try #require(suites.exitCode == 0, "\(suites.ending)")
    #expect(suites.output.contains("Test run with "), "no test was run:\n\(suites.ending)")

    let composition = try checkout.run(
      "timeout", "--kill-after=10", "600", "swift", "build", "--scratch-path", checkout.scratch,
      "--disable-build-manifest-caching", "--target", "Composition")
    #expect(composition.exitCode == 0, "\(composition.ending)")
  }

  @Test(
    "A name that cannot be a context's is refused, and nothing is written",
    arguments: [
      "", "parcels", "P", "Par cels", "Parcels_2", "../Parcels", "ÀPied", "Storage", "Router",
      "ajo",
      "Ajo", "ROUTER", "ParcelsWeb", "Foundation", "Item", "User", "Example",
      "ANameThatGoesOnForMuchTooLongToBeOne",
    ])
  func refuses(_ name: String) throws {
    let checkout = try Checkout()
    let before = try checkout.paths()
    let manifest = try checkout.contents(of: "Package.swift")
    let script = try checkout.run("Scripts/new-context", name)
    #expect([1, 64].contains(script.exitCode))
    #expect(script.output.hasPrefix("new-context: "), "\(script.output)")
    #expect(try checkout.paths() == before)
    #expect(try checkout.contents(of: "Package.swift") == manifest)
  }

  @Test(
    "A name that cannot be a record's is refused, and nothing is written",
    arguments: [
      "", "bundle", "B", "NightBus", "Parcels", "Title", "Event", "Case", "Class", "Item s",
    ])
  func refusesRecord(_ record: String) throws {
    let checkout = try Checkout()
    let before = try checkout.paths()
    let script = try checkout.run("Scripts/new-context", "Parcels", record)
    #expect(script.exitCode == 64)
    #expect(script.output.hasPrefix("new-context: "), "\(script.output)")
    #expect(try checkout.paths() == before)
  }

  @Test("A context is refused whose name is that of the checkout's folder")
  func folder() throws {
    let checkout = try Checkout()
    let script = try checkout.run("Scripts/new-context", "Checkout")
    #expect(script.exitCode == 1 && script.output.contains("/checkout"), "\(script.output)")
  }

  @Test("A second context joins the first, and the same one is refused", .timeLimit(.minutes(30)))
  func twice() throws {
    let checkout = try Checkout()
    #expect(try checkout.run("Scripts/new-context", "Parcels").exitCode == 0)
    #expect(try checkout.run("Scripts/new-context", "NightBus", "Proclamation").exitCode == 0)
    let contexts = String(
      decoding: try checkout.contents(of: "Apps/Composition/Contexts.swift"), as: UTF8.self)
    #expect(contexts.contains("  ParcelsPlugin.self,\n  NightBusPlugin.self,\n"))
    let long = try checkout.run(
      "grep", "-rnE", "--include=*.swift", #"^[^"]{101,}$"#, "Modules/NightBus/Sources")
    #expect(long.exitCode == 1, "lines are too long:\n\(long.output)")
    let manifest = try checkout.contents(of: "Package.swift")
    #expect(try checkout.run("Scripts/new-context", "Parcels").exitCode == 1)
    #expect(try checkout.contents(of: "Package.swift") == manifest)
  }
}
