// SPDX-License-Identifier: Apache-2.0

import Hummingbird
import Logging
import NIOCore
import NIOPosix
import NIOSSL
import ServiceLifecycle
import Synchronization
import Testing

@testable import AircheckServer

@Suite("Web listener")
struct WebListenerTests {
    @Test("answers over TLS to a client that trusts its certificate", .timeLimit(.minutes(30)))
    func https() async throws {
        let files = try TestCertificate()
        let tls = try TLSFiles(certificate: files.certificate, key: files.key)
        let listener = try WebListener(HostAndPort(host: "127.0.0.1", port: 0), tls: tls.configuration)
        #expect(listener.url == "https://127.0.0.1:\(listener.address.port)")
        let router = Router()
        router.get("/") { _, _ in "hello" }
        let (listening, continuation) = AsyncStream.makeStream(of: Void.self)
        let service = try listener.application(
            router.buildResponder(), logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            onListening: { continuation.finish() })
        let group = ServiceGroup(
            configuration: .init(services: [service], logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }))
        async let running: Void = group.run()
        for await _ in listening {}
        let answer = try await Self.get(listener.address.port, trusting: files.certificate)
        #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n") && answer.hasSuffix("hello"))
        await group.triggerGracefulShutdown()
        try await running
    }

    /// Asks for `/` and reads until the server closes.
    private static func get(_ port: Int, trusting certificate: String) async throws -> String {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.trustRoots = .file(certificate)
        let context = try NIOSSLContext(configuration: configuration)
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(
                        NIOSSLClientHandler(context: context, serverHostname: nil))
                    return try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            try await outbound.write(
                ByteBuffer(string: "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
            var answer = ""
            for try await bytes in inbound { answer += String(buffer: bytes) }
            return answer
        }
    }

    @Test("makes URLs of its address")
    func url() throws {
        #expect(try WebListener(HostAndPort(host: "::1", port: 80), tls: nil).url == "http://[::1]:80")
    }

    @Test("is announced once, when all listen")
    func announcement() {
        let times = Mutex(0)
        let announcement = Announcement(listeners: 2) { times.withLock { $0 += 1 } }
        announcement.report()
        #expect(times.withLock { $0 } == 0)
        announcement.report()
        #expect(times.withLock { $0 } == 1)
    }
}
