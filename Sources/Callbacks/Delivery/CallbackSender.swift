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

    /// An answer's text means nothing; it is taken off the wire up to this size and for this time, so that the
    /// connection can be used again.
    private static let answerLimit = 64 << 10
    private static let answerTime = Duration.seconds(1)

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
        await discard(response.body)
        guard response.status == .ok else { throw Failure(reason: "status \(response.status.code)") }
    }

    /// The client's timeout ends with the head of the answer, so the text needs one of its own.
    private func discard(_ body: HTTPClientResponse.Body) async {
        await withTaskGroup { group in
            group.addTask { _ = try? await body.collect(upTo: Self.answerLimit) }
            group.addTask { try? await Task.sleep(for: Self.answerTime) }
            await group.next()
            group.cancelAll()
        }
    }

    /// Closes all connections; nothing can be posted then.
    func shutdown() async {
        // It fails only for a client that is shut down already.
        try? await client.shutdown()
    }
}
