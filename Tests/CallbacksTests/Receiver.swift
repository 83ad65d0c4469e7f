// SPDX-License-Identifier: Apache-2.0

import Foundation
import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle
import Synchronization

/// A notification as it arrived.
struct ReceivedCallback: Sendable {
    var path: String
    var contentType: String?
    var body: ByteBuffer
    /// How many arrived at this path, itself included.
    var number: Int

    /// The value of a member of the body.
    func member<Value>(_ name: String, as: Value.Type = Value.self) throws -> Value? {
        let object = try JSONSerialization.jsonObject(with: Data(body.readableBytesView)) as? [String: Any]
        return object?[name] as? Value
    }
}

/// An HTTP server on loopback that takes notifications.
final class Receiver: Sendable {
    typealias Answer = @Sendable (ReceivedCallback) async throws -> Response

    private struct State {
        var port = 0
        var received: [ReceivedCallback] = []
    }

    private let state = Mutex(State())

    func url(_ path: String) -> String { "http://127.0.0.1:\(state.withLock { $0.port })\(path)" }

    var received: [ReceivedCallback] { state.withLock { $0.received } }

    /// Returns once so many notifications have arrived, or the test is cancelled, as its time limit does.
    func wait(for count: Int) async {
        while received.count < count, !Task.isCancelled { try? await Task.sleep(for: .milliseconds(2)) }
    }

    private func note(path: String, contentType: String?, body: ByteBuffer) -> ReceivedCallback {
        state.withLock { state in
            let number = 1 + state.received.count { $0.path == path }
            let callback = ReceivedCallback(path: path, contentType: contentType, body: body, number: number)
            state.received.append(callback)
            return callback
        }
    }

    /// Runs a receiver for the time of `body`.
    static func with(
        answer: @escaping Answer = { _ in Response(status: .ok) }, _ body: (Receiver) async throws -> Void
    ) async throws {
        let receiver = Receiver()
        let router = Router()
        let logger = Logger(label: "receiver") { _ in SwiftLogNoOpLogHandler() }
        router.post("**") { request, _ in
            let bytes = try await request.body.collect(upTo: 1 << 20)
            let contentType = request.headers[.contentType]
            return try await answer(receiver.note(path: request.uri.path, contentType: contentType, body: bytes))
        }
        let (running, runs) = AsyncStream.makeStream(of: Void.self)
        let application = Application(
            router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { channel in
                receiver.state.withLock { $0.port = channel.localAddress?.port ?? 0 }
                runs.finish()
            },
            logger: logger)
        let service = ServiceGroup(services: [application], logger: logger)
        try await withThrowingTaskGroup { group in
            group.addTask { try await service.run() }
            for await _ in running {}
            // Not by cancellation: NIO traps when that meets a connection that has just been accepted.
            let outcome: Result<Void, any Error>
            do { outcome = .success(try await body(receiver)) } catch { outcome = .failure(error) }
            await service.triggerGracefulShutdown()
            try await group.waitForAll()
            try outcome.get()
        }
    }
}
