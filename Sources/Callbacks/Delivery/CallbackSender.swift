// SPDX-License-Identifier: Apache-2.0

import AsyncHTTPClient
import NIOCore
import NIOHTTP1

/// Posts notifications over HTTP.
struct CallbackSender: Sendable {
    /// Why an attempt failed, for the log.
    struct Failure: Error, Hashable {
        var reason: String
    }

    /// An answer is not read, but taken off the wire up to this size, so that the connection can be used again.
    private static let answerLimit = 64 << 10

    private let client: HTTPClient
    private let timeout: TimeAmount

    init(timeout: Duration) {
        self.timeout = TimeAmount(timeout)
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        // A refused connection is an answer too: the next attempt is the retry policy's.
        configuration.connectionPool.retryConnectionEstablishment = false
        // Streams must not queue up behind those whose receiver is slow.
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 1_000
        client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    /// Posts a body; whatever is not status 200 within the time limit is a failure.
    func post(_ json: [UInt8], to url: String) async throws(Failure) {
        var request = HTTPClientRequest(url: url)
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "application/json")
        request.headers.add(name: "User-Agent", value: "aircheck")
        request.body = .bytes(ByteBuffer(bytes: json))
        let response: HTTPClientResponse
        do {
            response = try await client.execute(request, timeout: timeout)
        } catch {
            throw Failure(reason: String(describing: error))
        }
        _ = try? await response.body.collect(upTo: Self.answerLimit)
        guard response.status == .ok else { throw Failure(reason: "status \(response.status.code)") }
    }

    /// Closes all connections; nothing can be posted then.
    func shutdown() async {
        // It fails only for a client that is shut down already.
        try? await client.shutdown()
    }
}
