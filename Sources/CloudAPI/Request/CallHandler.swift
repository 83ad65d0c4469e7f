// SPDX-License-Identifier: Apache-2.0

import CoreMetrics
package import HTTPTypes
import Logging
import Media
package import NIOCore
import RecordingModel
import Synchronization

/// Takes a call from its bytes to its answer: checks in the documented order, the action, envelope, log and metrics.
package final class CallHandler: Sendable {
    /// The largest answer, in bytes (reference: api3-protocol, 2).
    package static let maximumResponseSize = 50 * 1_024 * 1_024

    private let dependencies: CloudAPIDependencies
    private let maximumResponseSize: Int
    private let signatureCheck: SignatureCheck
    private let table = ActionTable()
    private let limiter = Mutex(RateLimiter())
    /// Made once each: to make one is to search the registry of all metrics for its text.
    private let counters = Mutex<[Outcome: Counter]>([:])

    /// What a call is counted by: both words come from tables, so their pairs are bounded.
    private struct Outcome: Hashable {
        var action: String
        var code: String
    }

    package init(_ dependencies: CloudAPIDependencies, maximumResponseSize: Int = maximumResponseSize) {
        self.dependencies = dependencies
        self.maximumResponseSize = maximumResponseSize
        signatureCheck = SignatureCheck(credentials: dependencies.credentials)
    }

    /// The JSON that answers a call; `body` is nil when it was larger than the limit.
    package func answer(to request: HTTPRequest, body: ByteBuffer?) async -> String {
        var generator = SystemRandomNumberGenerator()
        let requestID = RequestID(using: &generator)
        var action: (any Action.Type)?
        var language = Language.english
        do {
            let output = try await perform(request, body: body, action: &action, language: &language)
            let text = ResponseEnvelope.success(output, requestID: requestID)
            guard text.utf8.count <= maximumResponseSize else { throw APIFault(.responseSizeLimitExceeded) }
            note(action, code: nil, requestID: requestID)
            return text
        } catch let fault as APIFault {
            note(action, code: fault.code, requestID: requestID)
            return ResponseEnvelope.failure(fault, in: language, requestID: requestID)
        } catch {
            // What went wrong inside is for the operator's log, not for the caller.
            dependencies.logger.error(
                "call failed",
                metadata: ["api.action": "\(action.label)", "api.request": "\(requestID.text)", "error": "\(error)"])
            note(action, code: .internalError, requestID: requestID)
            return ResponseEnvelope.failure(APIFault(.internalError), in: language, requestID: requestID)
        }
    }

    /// The checks in their order (reference: api3-protocol, section 8), then the action.
    ///
    /// A body of version 3 is parsed after the signature: nobody unknown gets ten megabytes of JSON read.
    private func perform(
        _ request: HTTPRequest, body: ByteBuffer?, action: inout (any Action.Type)?, language: inout Language
    ) async throws -> JSONObject {
        let now = dependencies.clock.now
        let incoming = try IncomingCall(request, body: body, language: &language)
        let body = body ?? ByteBuffer()
        let type = try table.action(
            named: incoming.common.action, service: incoming.service, version: incoming.common.version)
        action = type
        try signatureCheck.check(incoming, of: request, body: body, at: now)
        let region = try type.definition.regions.admit(incoming.common.region)
        if dependencies.rateLimits {
            let definition = type.definition
            try limiter.withLock { limiter throws(APIFault) in
                try limiter.admit(definition.name, region: region, limit: definition.requestsPerSecond, at: now)
            }
        }
        try dependencies.account.admit(type.definition)
        var parameters = try Parameters(incoming.parameters(in: body))
        let call = try type.init(&parameters)
        try parameters.finish()
        let context = ActionContext(
            catalogue: dependencies.catalogue, orders: dependencies.orders, streams: dependencies.streams,
            media: dependencies.media, publicURL: dependencies.publicURL, now: now, account: dependencies.account)
        return try await call.run(in: context)
    }

    private func note(_ action: (any Action.Type)?, code: ErrorCode?, requestID: RequestID) {
        let code = code?.rawValue ?? "Success"
        let outcome = Outcome(action: action.label, code: code)
        counters.withLock { counters in
            if let counter = counters[outcome] { return counter }
            let counter = Counter(
                label: "aircheck_api_calls", dimensions: [("action", outcome.action), ("code", outcome.code)])
            counters[outcome] = counter
            return counter
        }.increment()
        dependencies.logger.info(
            "api call",
            metadata: ["api.action": "\(action.label)", "api.code": "\(code)", "api.request": "\(requestID.text)"])
    }
}

extension Optional where Wrapped == any Action.Type {
    /// The name for log and metrics; names that no action has are not let in, or callers could make up labels.
    fileprivate var label: String { self?.definition.name ?? "other" }
}
