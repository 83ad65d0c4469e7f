// SPDX-License-Identifier: Apache-2.0

import RecordingModel

/// Cuts a push; the stream may be pushed again at once (reference: companion-api, section 3).
package struct DropLiveStream: Action {
    package static let definition = ActionDefinition(
        name: "DropLiveStream", service: .live, requestsPerSecond: 100,
        documentedErrors: ErrorCode.streams.union([.failedOperation]))

    private let stream: StreamParameters

    package init(_ parameters: inout Parameters) throws(APIFault) {
        stream = try StreamParameters(&parameters)
    }

    /// A stream that is not live is dropped with success.
    package func run(in context: ActionContext) async throws -> JSONObject {
        let key = try stream.key()
        await context.streams.end(where: { $0 == key }, code: .dropped)
        return [:]
    }
}
