// SPDX-License-Identifier: Apache-2.0

import Foundation
import NIOCore
import NIOPosix
import Testing

@testable import AircheckServer

/// The built program, beside a client that never ends its request.
@Suite("Signals", .timeLimit(.minutes(30)))
struct SignalTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func start() throws -> Process {
        // The package manager puts the program beside this test bundle.
        let bundle = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let server = Process()
        server.executableURL = URL(filePath: bundle).deletingLastPathComponent().appending(path: "aircheck")
        server.arguments = [
            "serve", "--data-dir", folder.path, "--http-address", "127.0.0.1:0", "--rtmp-address", "127.0.0.1:0",
        ]
        server.standardOutput = FileHandle.nullDevice
        server.standardError = FileHandle.nullDevice
        try server.run()
        return server
    }

    private func ready() async throws -> ReadyFile {
        while true {
            if let text = try? Data(contentsOf: URL(filePath: folder.path + "/ready.json")) {
                return try JSONDecoder().decode(ReadyFile.self, from: text)
            }
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    /// Sends a request, and behind it the head of one whose body never comes; returns when the first is answered.
    private func dawdle(at address: String) async throws -> any Channel {
        let (client, answer) = try await connect(address)
        try await client.writeAndFlush(
            ByteBuffer(
                string: """
                    GET /healthz HTTP/1.1\r
                    Host: localhost\r
                    \r
                    POST / HTTP/1.1\r
                    Host: localhost\r
                    Content-Length: 10\r
                    \r

                    """))
        try await answer.get()
        return client
    }

    private func connect(_ address: String) async throws -> (any Channel, answer: EventLoopFuture<Void>) {
        let http = try #require(HostAndPort(address))
        return try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .connect(host: http.host, port: http.port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    let answer = channel.eventLoop.makePromise(of: Void.self)
                    try channel.pipeline.syncOperations.addHandler(AnswerHandler(answer))
                    return (channel, answer.futureResult)
                }
            }
    }

    private func waitForExit(_ server: Process) async throws -> Int32 {
        while server.isRunning { try await Task.sleep(for: .milliseconds(20)) }
        return server.terminationStatus
    }

    @Test("stop the server in order though a client dawdles", arguments: [SIGTERM, SIGINT])
    func terminate(signal: Int32) async throws {
        let server = try start()
        defer { if server.isRunning { kill(server.processIdentifier, SIGKILL) } }
        let addresses = try await ready()
        let client = try await dawdle(at: #require(addresses.http))
        kill(server.processIdentifier, signal)
        #expect(try await waitForExit(server) == 0)
        #expect(!FileManager.default.fileExists(atPath: folder.path + "/ready.json"))
        try? await client.close()
    }
}

/// Fulfils a promise with the first bytes that come.
private final class AnswerHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let answer: EventLoopPromise<Void>

    init(_ answer: EventLoopPromise<Void>) {
        self.answer = answer
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        answer.succeed()
    }

    /// Comes for a connection that was refused too.
    func handlerRemoved(context: ChannelHandlerContext) {
        answer.fail(ChannelError.eof)
    }
}

@available(*, unavailable)
extension AnswerHandler: Sendable {}
