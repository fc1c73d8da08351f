import ContextKit
import Kernel
import PlatformSQL
import Ports
import Router
import RuntimeSettings

/// A setting that a context declares, with what is stored of it.
struct SettingState: Sendable {
  let name: SettingName
  let declaration: AnyRuntimeSetting
  let stored: StoredSetting?

  /// What counts now, as JSON text.
  var valueJSON: String { value(of: stored?.json) }

  /// What counts while this is stored.
  func value(of json: String?) -> String {
    json.flatMap { try? declaration.canonical(fromJSON: $0) } ?? declaration.defaultJSON
  }

  /// The version: 0 where nobody ever changed it.
  var etag: ETag { ETag(version: stored?.version ?? 0) }
}

/// What a setting is to be from now on.
enum NewSetting: Sendable, Hashable {
  /// A value as JSON text.
  case json(String)
  /// A value as it is typed at a command line.
  case text(String)
  /// The default.
  case standard

  /// The value as it is stored; nil for the default.
  func canonical(for setting: AnyRuntimeSetting) throws(UnfitSetting) -> String? {
    switch self {
    case .json(let text): try setting.canonical(fromJSON: text)
    case .text(let text): try setting.canonical(fromText: text)
    case .standard: nil
    }
  }
}

/// The settings that all contexts declare, for those who look at them and change them.
struct SettingCatalogue: Sendable {
  private let settings: SQLSettings
  private let declared: [(name: SettingName, declaration: AnyRuntimeSetting)]

  init(_ all: AllOffers, settings: SQLSettings) {
    self.settings = settings
    declared = all.contexts.flatMap { context in
      context.offers[RuntimeSettingOffer.self].map {
        (SettingName(context.context, $0.key), $0)
      }
    }
    .sorted { ($0.name.context, $0.name.key) < ($1.name.context, $1.name.key) }
  }

  /// A part of the settings, by context and key.
  /// - Parameters:
  ///   - context: only of this context.
  ///   - after: the setting at which the page before ended.
  func list(of context: String?, after: SettingName?, limit: Int) async throws -> [SettingState] {
    let stored = Dictionary(
      try await settings.stored().map { ($0.name, $0) }, uniquingKeysWith: { $1 })
    return declared.lazy
      .filter { context == nil || $0.name.context == context }
      .filter { name, _ in
        after.map { ($0.context, $0.key) < (name.context, name.key) } ?? true
      }
      .prefix(limit)
      .map { SettingState(name: $0.name, declaration: $0.declaration, stored: stored[$0.name]) }
  }

  /// One setting.
  /// - Throws: `NotFound` for one that no context declares, or the store's error.
  func setting(_ name: SettingName) async throws -> SettingState {
    SettingState(
      name: name, declaration: try declaration(name), stored: try await settings.stored(name))
  }

  /// Changes a setting.
  /// - Parameter ifMatch: the versions that may be replaced.
  /// - Throws: `NotFound`, a `Problem` for a bad value or a stale version, or the store's error.
  func change(
    _ name: SettingName, to value: NewSetting, ifMatch: IfMatch? = nil, by actor: Actor
  ) async throws -> SettingState {
    let declaration = try declaration(name)
    let json: String?
    do throws(UnfitSetting) {
      json = try value.canonical(for: declaration)
    } catch {
      throw Problem(
        .validation,
        fields: [FieldError(field: "value", code: error.code, message: error.message)])
    }
    let stored = try await settings.change(
      name, to: json, default: declaration.defaultJSON, by: actor
    ) { try ifMatch.check(ETag(version: $0?.version ?? 0)) }
    return SettingState(name: name, declaration: declaration, stored: stored)
  }

  /// What a setting was changed to, newest first.
  /// - Throws: `NotFound`, or the store's error.
  func history(
    of name: SettingName, before: Int64?, limit: Int
  ) async throws -> [SettingState] {
    let declaration = try declaration(name)
    return try await settings.history(of: name, before: before, limit: limit).map {
      SettingState(name: name, declaration: declaration, stored: $0)
    }
  }

  private func declaration(_ name: SettingName) throws(NotFound) -> AnyRuntimeSetting {
    guard let found = declared.first(where: { $0.name == name }) else { throw NotFound() }
    return found.declaration
  }
}
