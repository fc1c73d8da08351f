public import Kernel
public import Observability
private import Synchronization

/// What every setting is now, at this server.
///
/// Reading one takes a lock and two look-ups, from any thread. What is stored is handed in whenever
/// it was read anew; a value is parsed when it is asked for first, by the declaration that asks.
public final class SettingsStore: Sendable {
  private struct State {
    var stored: [SettingName: StoredSetting] = [:]
    /// All that settings ever were, the oldest first.
    var history: [SettingName: [StoredSetting]] = [:]
    /// What was parsed of the history.
    var past: [PastKey: any Sendable] = [:]
    /// What was parsed since its setting changed last; for an unfit value the default.
    var values: [SettingName: any Sendable] = [:]
    var listeners: [Int: AsyncStream<Void>.Continuation] = [:]
    var lastListener = 0
  }

  /// A setting as it was once: no version changes any more.
  private struct PastKey: Hashable {
    let name: SettingName
    let version: Int64
  }

  private let state = Mutex(State())
  private let log: Logger

  /// Every setting is at its default.
  public init(log: Logger) {
    self.log = log
  }

  /// Takes over what was read. Two reads may come in another order than they were made in, so that
  /// no setting goes back to a version before its own.
  public func replace(with settings: [StoredSetting]) {
    let waiting = state.withLock { state -> [AsyncStream<Void>.Continuation] in
      let old = state.stored
      let read = Dictionary(settings.map { ($0.name, $0) }, uniquingKeysWith: { $1 })
      state.stored.merge(read) { $0.version > $1.version ? $0 : $1 }
      for name in state.values.keys where old[name]?.version != state.stored[name]?.version {
        state.values[name] = nil
      }
      return old == state.stored ? [] : Array(state.listeners.values)
    }
    for continuation in waiting { continuation.yield() }
  }

  /// Takes over what settings ever were, in any order; those that are known already stay.
  public func add(history: [StoredSetting]) {
    state.withLock { state in
      for (name, entries) in Dictionary(grouping: history, by: \.name) {
        let known = Set((state.history[name] ?? []).map(\.version))
        state.history[name, default: []] += entries.filter { !known.contains($0.version) }
        state.history[name]?.sort { $0.version < $1.version }
      }
    }
  }

  /// Tells from now on whenever a setting may have become another, for those who do not ask often.
  /// Several changes that nobody has heard of yet are one.
  public func changes() -> AsyncStream<Void> {
    AsyncStream(bufferingPolicy: .bufferingNewest(1)) { continuation in
      let listener = state.withLock { state in
        state.lastListener += 1
        state.listeners[state.lastListener] = continuation
        return state.lastListener
      }
      continuation.onTermination = { [weak self] _ in
        self?.state.withLock { $0.listeners[listener] = nil }
      }
    }
  }

  /// What a context's setting is now.
  public func value<Value>(of setting: RuntimeSetting<Value>, in context: String) -> Value {
    let name = SettingName(context, setting.key)
    let (known, json) = state.withLock { state in
      (state.values[name] as? Value, state.stored[name].map { ($0.version, $0.json) })
    }
    if let known { return known }
    guard let (version, json) = json else { return setting.defaultValue }
    let value = json.map { read($0, setting, name) } ?? setting.defaultValue
    state.withLock { state in
      if state.stored[name]?.version == version { state.values[name] = value }
    }
    return value
  }

  /// What a context's setting was at an instant, as far as the history that was taken over tells;
  /// of an instant that is to come, what it is now.
  public func value<Value>(
    of setting: RuntimeSetting<Value>, in context: String, at instant: Instant
  ) -> Value {
    let name = SettingName(context, setting.key)
    let (known, entry) = state.withLock { state in
      let entry = state.history[name]?.last { $0.updatedAt <= instant }
      let known = entry.flatMap { state.past[PastKey(name: name, version: $0.version)] }
      return (known as? Value, entry)
    }
    if let known { return known }
    guard let entry else { return setting.defaultValue }
    let value = entry.json.map { read($0, setting, name) } ?? setting.defaultValue
    state.withLock { $0.past[PastKey(name: name, version: entry.version)] = value }
    return value
  }

  /// The value of a setting, which an older or a newer release may have stored.
  private func read<Value>(
    _ json: String, _ setting: RuntimeSetting<Value>, _ name: SettingName
  ) -> Value {
    do throws(UnfitSetting) {
      return try setting.value(fromJSON: json)
    } catch {
      log.warning(
        "a stored setting does not fit its declaration, and its default counts",
        ["setting": .string("\(name)"), "reason": .string(error.message)])
      return setting.defaultValue
    }
  }
}

/// The settings of one context, as they are now.
public struct ContextSettings: Sendable {
  /// The settings of all contexts.
  public let store: SettingsStore
  private let context: String

  /// The settings of a context.
  public init(of context: String, in store: SettingsStore) {
    self.store = store
    self.context = context
  }

  /// What a setting of the context is now. Cheap, and asked from any thread: ask wherever the value
  /// is wanted, and do not keep it.
  public subscript<Value>(_ setting: RuntimeSetting<Value>) -> Value {
    store.value(of: setting, in: context)
  }

  /// What a setting of the context was at an instant; of one that is to come, what it is now. A
  /// change counts from the instant on at which it was made, in business time.
  public func value<Value>(of setting: RuntimeSetting<Value>, at instant: Instant) -> Value {
    store.value(of: setting, in: context, at: instant)
  }
}
