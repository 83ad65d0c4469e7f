// SPDX-License-Identifier: Apache-2.0

import AsyncHTTPClient
import NIOCore
import NIOHTTP1

/// Posts notifications over HTTP.
struct CallbackSender: CallbackPosting {
    /// An answer's text means nothing; it is taken off the wire up to this size and for this time, so that the
    /// connection can be used again.
    private static let answerLimit = 64 << 10
    /// Bytes of it that are remembered.
    private static let rememberedLimit = 1 << 10
    private static let answerTime = Duration.seconds(1)

    private let client: HTTPClient
    private let timeout: TimeAmount
    /// Nil when every target is allowed.
    private let target: CallbackTarget?

    /// A sender whose attempts wait for so long.
    ///
    /// Where private targets aren't allowed, each attempt looks its host up, and connects to the very address that was
    /// looked at: a name server that answers otherwise the next time (DNS rebinding) gains nothing. The price is a
    /// connection of its own for each attempt.
    init(timeout: Duration, allowsPrivateTargets: Bool) {
        self.timeout = TimeAmount(timeout)
        target = allowsPrivateTargets ? nil : CallbackTarget()
        client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: Self.configuration)
    }

    private static var configuration: HTTPClient.Configuration {
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        // A refused connection is an answer too: the next attempt is the retry policy's.
        configuration.connectionPool.retryConnectionEstablishment = false
        // How many there are is limited by who calls; none must queue up here behind a receiver that is slow.
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 1_000
        return configuration
    }

    func post(_ json: [UInt8], to url: String) async throws(CallbackFailure) -> String {
        guard let target else { return try await post(json, to: url, through: client) }
        let lookup: CallbackTarget.Lookup
        do { lookup = try await target.look(up: url) } catch {
            throw CallbackFailure(reason: "the host can't be looked up: \(error)")
        }
        switch lookup {
        case .refused(let reason): throw CallbackFailure(reason: reason, isFinal: true)
        case .isPublic(let addresses):
            var configuration = Self.configuration
            configuration.dnsOverride = addresses
            let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
            let outcome: Result<String, CallbackFailure>
            do throws(CallbackFailure) { outcome = .success(try await post(json, to: url, through: client)) } catch {
                outcome = .failure(error)
            }
            try? await client.shutdown()
            return try outcome.get()
        }
    }

    private func post(_ json: [UInt8], to url: String, through client: HTTPClient) async throws(CallbackFailure)
        -> String
    {
        var request = HTTPClientRequest(url: url)
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "application/json")
        request.headers.add(name: "User-Agent", value: "aircheck")
        request.body = .bytes(ByteBuffer(bytes: json))
        let response: HTTPClientResponse
        do {
            response = try await client.execute(request, timeout: timeout)
        } catch {
            throw CallbackFailure(reason: String(describing: error))
        }
        let answer = await text(of: response.body)
        guard response.status == .ok else {
            let status = Int(response.status.code)
            throw CallbackFailure(reason: "status \(status)", status: status, answer: answer)
        }
        return answer
    }

    /// The client's timeout ends with the head of the answer, so the text needs one of its own.
    private func text(of body: HTTPClientResponse.Body) async -> String {
        await withTaskGroup(of: ByteBuffer?.self) { group in
            group.addTask { try? await body.collect(upTo: Self.answerLimit) }
            group.addTask {
                try? await Task.sleep(for: Self.answerTime)
                return nil
            }
            let bytes = await group.next() ?? nil
            group.cancelAll()
            guard let bytes else { return "" }
            return String(decoding: bytes.readableBytesView.prefix(Self.rememberedLimit), as: UTF8.self)
        }
    }

    /// Closes all connections; nothing can be posted then.
    func shutdown() async {
        // It fails only for a client that is shut down already.
        try? await client.shutdown()
        await target?.shutdown()
    }
}
