// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOPosix
import Testing

@testable import AircheckServer

@Suite("Port reservation", .timeLimit(.minutes(30)))
struct PortReservationTests {
    private func listen(_ host: String, _ port: Int, reusesAddress: Bool) async throws -> any Channel {
        try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: reusesAddress ? 1 : 0)
            .bind(host: host, port: port).get()
    }

    @Test("keeps a port for the server that was promised it, and gives it up", arguments: ["127.0.0.1", "::1"])
    func reserve(host: String) async throws {
        let reservation = try PortReservation(host: host)
        #expect(reservation.port > 0)
        await #expect(throws: (any Error).self) {
            try await listen(host, reservation.port, reusesAddress: false).close()
        }
        let server = try await listen(host, reservation.port, reusesAddress: true)
        reservation.release()
        let client = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .connect(host: host, port: reservation.port).get()
        try await client.close()
        try await server.close()
    }

    @Test("reserves different ports")
    func different() throws {
        let reservations = try (0..<20).map { _ in try PortReservation(host: "127.0.0.1") }
        #expect(Set(reservations.map(\.port)).count == 20)
        for reservation in reservations { reservation.release() }
    }

    @Test("refuses a host that is not this machine's")
    func foreignHost() {
        #expect(throws: SettingsError(description: "no port of 192.0.2.1 can be bound")) {
            try PortReservation(host: "192.0.2.1")
        }
    }
}
