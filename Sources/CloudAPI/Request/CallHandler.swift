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
    /// The largest body of a JSON request, in bytes.
    package static let maximumBodySize = 10 * 1_024 * 1_024

    private let dependencies: CloudAPIDependencies
    private let signatureCheck: SignatureCheck
    private let table = ActionTable()
    private let limiter = Mutex(RateLimiter())

    package init(_ dependencies: CloudAPIDependencies) {
        self.dependencies = dependencies
        signatureCheck = SignatureCheck(credentials: dependencies.credentials)
    }

    /// The JSON that answers a call; `body` is nil when it was larger than the limit.
    package func answer(to request: HTTPRequest, body: ByteBuffer?) async -> String {
        var generator = SystemRandomNumberGenerator()
        let requestID = RequestID(using: &generator)
        var action: (any Action.Type)?
        do {
            let output = try await perform(request, body: body, action: &action)
            note(action, code: nil, requestID: requestID)
            return ResponseEnvelope.success(output, requestID: requestID)
        } catch let fault as APIFault {
            note(action, code: fault.code, requestID: requestID)
            return ResponseEnvelope.failure(fault, requestID: requestID)
        } catch {
            // What went wrong inside is for the operator's log, not for the caller.
            dependencies.logger.error(
                "call failed",
                metadata: ["api.action": "\(action.label)", "api.request": "\(requestID.text)", "error": "\(error)"])
            note(action, code: .internalError, requestID: requestID)
            return ResponseEnvelope.failure(APIFault(.internalError), requestID: requestID)
        }
    }

    /// The checks in their order (reference: api3-protocol, section 8), then the action.
    ///
    /// The body is parsed after the signature: nobody unknown gets ten megabytes of JSON read.
    private func perform(
        _ request: HTTPRequest, body: ByteBuffer?, action: inout (any Action.Type)?
    ) async throws -> JSONObject {
        let now = dependencies.clock.now
        guard request.method == .post else { throw APIFault(.unsupportedProtocol) }
        guard let body else { throw APIFault(.requestSizeLimitExceeded) }
        // Forms carry the common parameters in their bodies: told as missing, they would mislead.
        guard request.isJSON else { throw APIFault(.unsupportedProtocol) }
        let common = try CommonParameters(request)
        let authorization = try AuthorizationHeader(common.authorization)
        let type = try table.action(
            named: common.action, service: authorization.scope.service, version: common.version)
        action = type
        try signatureCheck.check(
            request, body: body, authorization: authorization, timestamp: common.timestamp, at: now)
        if dependencies.rateLimits {
            let definition = type.definition
            try limiter.withLock { limiter throws(APIFault) in
                try limiter.admit(definition.name, limit: definition.requestsPerSecond, at: now)
            }
        }
        try dependencies.account.admit(type.definition)
        var parameters = try Parameters(Self.object(of: body))
        let call = try type.init(&parameters)
        try parameters.finish()
        let context = ActionContext(
            catalogue: dependencies.catalogue, orders: dependencies.orders, publicURL: dependencies.publicURL,
            formats: dependencies.formats, now: now, account: dependencies.account)
        return try await call.run(in: context)
    }

    /// The parameters' object; an empty body is an empty one.
    private static func object(of body: ByteBuffer) throws(APIFault) -> JSONObject {
        guard body.readableBytes > 0 else { return [:] }
        let value: JSONValue
        do {
            value = try JSONReader.value(of: body)
        } catch {
            throw APIFault(error)
        }
        guard case .object(let object) = value else {
            throw APIFault(.invalidParameter, "The request body is not a JSON object.")
        }
        return object
    }

    private func note(_ action: (any Action.Type)?, code: ErrorCode?, requestID: RequestID) {
        let code = code?.rawValue ?? "Success"
        Counter(label: "aircheck_api_calls", dimensions: [("action", action.label), ("code", code)]).increment()
        dependencies.logger.info(
            "api call",
            metadata: ["api.action": "\(action.label)", "api.code": "\(code)", "api.request": "\(requestID.text)"])
    }
}

extension Optional where Wrapped == any Action.Type {
    /// The name for log and metrics; names that no action has are not let in, or callers could make up labels.
    fileprivate var label: String { self?.definition.name ?? "other" }
}

extension HTTPRequest {
    /// Whether the body is JSON, whatever parameters stand after the media type.
    fileprivate var isJSON: Bool {
        let mediaType = value(of: "content-type")?.split(separator: ";").first ?? ""
        return mediaType.lowercased().filter { $0 != " " } == "application/json"
    }
}
