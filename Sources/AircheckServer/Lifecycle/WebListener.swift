// SPDX-License-Identifier: Apache-2.0

import Hummingbird
import HummingbirdTLS
import Logging
import NIOSSL
import ServiceLifecycle

/// An address at which HTTP is to be spoken, its port known before anybody listens there.
struct WebListener: Sendable {
    let address: HostAndPort
    private let reservation: PortReservation?
    private let tls: TLSConfiguration?

    /// Takes an address, for port 0 one with a free port; `tls` is nil for plain HTTP.
    init(_ wanted: HostAndPort, tls: TLSConfiguration?) throws {
        reservation = wanted.port == 0 ? try PortReservation(host: wanted.host) : nil
        address = HostAndPort(host: wanted.host, port: reservation?.port ?? wanted.port)
        self.tls = tls
    }

    var url: String { "\(tls == nil ? "http" : "https")://\(address)" }

    /// The service that listens, and tells when it does.
    func application<Responder: HTTPResponder>(
        _ responder: Responder, logger: Logger, onListening: @escaping @Sendable () -> Void
    ) throws -> any ServiceLifecycle.Service
    where Responder.Context: InitializableFromSource<ApplicationRequestContextSource> {
        Application(
            responder: responder,
            server: try tls.map { try .tls(tlsConfiguration: $0) } ?? .http1(),
            configuration: .init(address: .hostname(address.host, port: address.port), serverName: nil),
            onServerRunning: { _ in
                reservation?.release()
                onListening()
            },
            logger: logger)
    }
}
