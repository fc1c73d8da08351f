import Configuration
import ContextKit
import EventLoop
import Fleet
import FleetTesting
import FleetWeb
import Kernel
import Observability
import Ports
import Realtime
import Serving
import StorageTesting
import WorkTesting

extension FleetPlugin {
  /// Fleet as a server has it, over the database, the clock and the people of a fixture.
  /// - Parameter variables: the configuration.
  init(
    over fleet: FleetFixture, codes: FixtureCodes = FixtureCodes(),
    mount: String = FleetPlugin.defaultMount, _ variables: [String: String] = [:]
  ) async throws {
    let metrics = MetricsRegistry(process: false)
    var ports = PortValues()
    ports[UsersPort.self] = fleet.directory
    ports[UserCodesPort.self] = codes
    try await self.init(
      environment: ContextEnvironment(
        for: FleetPlugin.self, mount: mount,
        store: ContextStore(
          database: fleet.database, clock: fleet.time.clock, machineClock: fleet.clock,
          ids: fleet.ids, units: [.dinar, .litres]),
        shared: SharedServices(
          configuration: try Configuration.load(
            environment: variables, dotEnv: nil,
            declarations: FleetPlugin.settings + [HTTPSettings.listen]),
          clock: fleet.time.clock, machineClock: fleet.clock, ids: fleet.ids,
          random: fleet.random, hashing: BlockingPool(threads: 1, queueLimit: 64),
          sockets: SocketHub(SocketSettings(), clock: fleet.clock, metrics: metrics),
          log: Logger(sink: CollectedLog()), metrics: metrics), ports: ports))
  }
}
