// SPDX-License-Identifier: Apache-2.0

import CoreMetrics
package import Logging
package import NIOCore
import NIOPosix
package import RecordingModel
import Synchronization

/// Accepts publishers over RTMP and hears them until it is told to stop.
package final class RTMPListener: Sendable {
    private let environment: IngestEnvironment
    private let group: any EventLoopGroup
    private let connections = Mutex<[ObjectIdentifier: any Channel]>([:])
    private let servers = Mutex<[any Channel]>([])

    /// A listener that is not bound yet; the group is shut down by its owner.
    package init(
        group: any EventLoopGroup, admission: Admission, observer: any PublicationObserver,
        announcer: any Announcer, facts: any FactWriter, clock: any WallClock, limits: IngestLimits, logger: Logger
    ) {
        self.group = group
        let metrics = IngestMetrics()
        environment = IngestEnvironment(
            registry: StreamRegistry(
                admission: admission, observer: observer, announcer: announcer, facts: facts, clock: clock,
                limits: limits, logger: logger, metrics: metrics),
            clock: clock, limits: limits, logger: logger, metrics: metrics, group: group)
    }

    /// The pushes that are live here.
    package var streams: any LiveStreams { environment.registry }

    /// Binds an address and begins to accept; there may be several.
    ///
    /// `secure` puts what encrypts a connection into its pipeline, for RTMPS.
    /// - Returns: the address in use, which tells the port when `port` was 0.
    package func bind(
        host: String, port: Int, secure: (@Sendable (any Channel) throws -> Void)? = nil
    ) async throws -> SocketAddress {
        let channel = try await ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 1_024)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { [environment] channel in
                channel.eventLoop.makeCompletedFuture {
                    guard self.add(channel) else { throw ConnectionLimitReached() }
                    try secure?(channel)
                    try channel.pipeline.syncOperations.addHandler(
                        RTMPHandler(environment: environment, isPlain: secure == nil))
                }
            }
            .bind(host: host, port: port).get()
        servers.withLock { $0.append(channel) }
        guard let address = channel.localAddress else { throw ChannelError.unknownLocalAddress }
        return address
    }

    /// Stops accepting, ends every push, and returns when all of them have been announced as over.
    package func stop() async {
        for server in servers.withLock({ $0 }) { try? await server.close() }
        await environment.registry.stop()
        for channel in connections.withLock({ Array($0.values) }) {
            channel.pipeline.fireUserInboundEventTriggered(CloseRequest(code: .serverStopped))
        }
        await environment.registry.drained()
    }

    private func add(_ channel: any Channel) -> Bool {
        let id = ObjectIdentifier(channel)
        let count: Int? = connections.withLock { connections in
            guard connections.count < environment.limits.connections else { return nil }
            connections[id] = channel
            return connections.count
        }
        guard let count else {
            environment.metrics.refusedConnections.increment()
            return false
        }
        environment.metrics.connections.set(count)
        channel.closeFuture.whenComplete { _ in
            let count = self.connections.withLock { connections in
                connections[id] = nil
                return connections.count
            }
            self.environment.metrics.connections.set(count)
        }
        return true
    }
}

/// Thrown while a channel is set up, which closes it.
private struct ConnectionLimitReached: Error {}
