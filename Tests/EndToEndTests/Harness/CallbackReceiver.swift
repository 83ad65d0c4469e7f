// SPDX-License-Identifier: Apache-2.0

import Crypto
import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Testing

/// An HTTP server on loopback that takes the callbacks of the server under test.
actor CallbackReceiver {
    struct Callback: Sendable {
        let path: String
        let contentType: String?
        let body: JSON
    }

    private(set) var callbacks: [Callback] = []

    /// A base URL where nobody listens until a receiver runs there.
    static func reserve() async throws -> String { try await run { _, base in base } }

    /// Runs a receiver for as long as the work does; the work gets it and its base URL, which may be an earlier one.
    static func run<Answer: Sendable>(
        at base: String? = nil,
        _ work: @escaping @Sendable (CallbackReceiver, String) async throws -> Answer
    ) async throws -> Answer {
        let receiver = CallbackReceiver()
        let router = Router()
        router.post("/**") { request, _ in
            let body = try await request.body.collect(upTo: 1 << 20)
            await receiver.received(
                Callback(
                    path: request.uri.path, contentType: request.headers[.contentType],
                    body: try JSON(text: String(buffer: body))))
            return HTTPResponse.Status.ok
        }
        let (ports, bindings) = AsyncStream.makeStream(of: Int.self)
        var logger = Logger(label: "receiver")
        logger.logLevel = .critical
        let port = base.flatMap { URL(string: $0)?.port } ?? 0
        let application = Application(
            router: router, configuration: .init(address: .hostname("127.0.0.1", port: port)),
            onServerRunning: { bindings.yield($0.localAddress?.port ?? 0) }, logger: logger)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await application.run() }
            defer { group.cancelAll() }
            let bound = try #require(await ports.first { _ in true })
            return try await work(receiver, "http://127.0.0.1:\(bound)")
        }
    }

    private func received(_ callback: Callback) {
        self.callbacks.append(callback)
    }

    /// Waits for callbacks to a path and answers their bodies, oldest first.
    func bodies(at path: String, count: Int, within seconds: Double = 20) async throws -> [JSON] {
        try await eventually("\(count) callbacks at \(path)", within: seconds) {
            let bodies = self.callbacks.filter { $0.path == path }.map(\.body)
            return bodies.count >= count ? bodies : nil
        }
    }

    /// The `sign` that belongs to a key and a `t`: the MD5 of both, as text.
    static func signature(key: String, expiry: Int64) -> String {
        Insecure.MD5.hash(data: Data("\(key)\(expiry)".utf8)).hexadecimal
    }
}

extension Sequence<UInt8> {
    /// Two lower-case digits a byte.
    var hexadecimal: String {
        self.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }
}
