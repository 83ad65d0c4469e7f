// SPDX-License-Identifier: Apache-2.0

import AsyncHTTPClient
import Crypto
import Foundation
import NIOCore
import NIOHTTP1
package import RecordingModel
import Synchronization

/// Speaks S3 with a service.
package final class S3Client: Sendable {
    /// How long the store may take.
    package struct Timeouts: Hashable, Sendable {
        package var connect: Duration = .seconds(10)
        /// Without a byte in either direction.
        package var silence: Duration = .seconds(30)
        /// For a whole request, besides the time its bytes take at `slowest`.
        package var request: Duration = .seconds(60)
        /// Bytes per second.
        package var slowest = 16 << 10

        package init() {}
    }

    private let endpoint: ObjectEndpoint
    private let credentials: ObjectStoreCredentials
    private let wallClock: any WallClock
    private let clock: any Clock<Duration>
    private let timeouts: Timeouts
    /// Made with the first request, so that a client that never asks needs no shutdown.
    private let client = Mutex<HTTPClient?>(nil)

    /// A client of the service at an endpoint; `wallClock` dates requests, `clock` times them.
    package init(
        endpoint: ObjectEndpoint, credentials: ObjectStoreCredentials, wallClock: any WallClock,
        clock: any Clock<Duration> = .continuous, timeouts: Timeouts = Timeouts()
    ) {
        self.endpoint = endpoint
        self.credentials = credentials
        self.wallClock = wallClock
        self.clock = clock
        self.timeouts = timeouts
    }

    /// Closes all connections; called when nothing is asked any more.
    package func shutdown() async {
        // It fails only for a client that is shut down already.
        try? await client.withLock { $0 }?.shutdown()
    }

    private var httpClient: HTTPClient {
        client.withLock { client in
            if let client { return client }
            // A redirect would need another signature; a store that sends one has to be configured rightly.
            var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
            configuration.timeout = .init(
                connect: TimeAmount(timeouts.connect), read: TimeAmount(timeouts.silence),
                write: TimeAmount(timeouts.silence))
            configuration.connectionPool.retryConnectionEstablishment = false
            let made = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
            client = made
            return made
        }
    }

    /// Signs and sends a request; whatever is no success is a fault.
    func send(_ request: S3Request) async throws(UploadFault) -> S3Answer {
        let bytes = request.body.readableBytes + request.answerLimit
        let limit = timeouts.request + .seconds(bytes / max(timeouts.slowest, 1))
        let signed = signed(request)
        let (status, answer): (Int, S3Answer)
        do {
            (status, answer) = try await within(limit) { [httpClient] in
                let response = try await httpClient.execute(signed, timeout: TimeAmount(limit))
                // The length that an answer to HEAD names is not its own.
                let body =
                    request.method == .HEAD ? ByteBuffer() : try await response.body.collect(upTo: request.answerLimit)
                return (Int(response.status.code), S3Answer(headers: response.headers, body: body))
            }
        } catch {
            throw UploadFault(.unavailable, "\(request.method) \(request.object): \(error)")
        }
        guard 200..<300 ~= status else {
            let xml = answer.xml
            throw UploadFault(status: status, code: xml.first("Code"), message: xml.first("Message"), of: request)
        }
        return answer
    }

    private func signed(_ request: S3Request) -> HTTPClientRequest {
        let time = wallClock.now
        let signature = SignatureV4(credentials: credentials, region: request.object.region, time: time)
        let payload = request.bodySHA256 ?? SHA256.digest(of: request.body).hexadecimal
        let headers =
            request.headers + [
                ("host", endpoint.host(of: request.object)), ("x-amz-content-sha256", payload),
                ("x-amz-date", signature.date),
            ]
        let query = SignatureV4.text(of: request.query)
        var signed = HTTPClientRequest(url: endpoint.url(of: request.object) + (query.isEmpty ? "" : "?\(query)"))
        signed.method = request.method
        for (name, value) in headers { signed.headers.add(name: name, value: value) }
        signed.headers.add(
            name: "Authorization",
            value: signature.authorization(
                method: request.method.rawValue, path: endpoint.path(of: request.object), query: request.query,
                headers: headers, payload: payload))
        signed.headers.add(name: "User-Agent", value: "aircheck")
        if request.body.readableBytes > 0 { signed.body = .bytes(request.body) }
        return signed
    }

    private struct TimedOut: Error {}

    private func within<Result: Sendable>(
        _ limit: Duration, _ work: @escaping @Sendable () async throws -> Result
    ) async throws -> Result {
        try await withThrowingTaskGroup(of: Result?.self) { [clock] group in
            group.addTask { try await work() }
            group.addTask {
                try await clock.sleep(for: limit)
                return nil
            }
            defer { group.cancelAll() }
            guard let result = try await group.next() ?? nil else { throw TimedOut() }
            return result
        }
    }
}
