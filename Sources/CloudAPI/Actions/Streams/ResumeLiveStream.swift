// SPDX-License-Identifier: Apache-2.0

import RecordingModel

/// Lets a forbidden stream be pushed again (reference: companion-api, section 3).
package struct ResumeLiveStream: Action {
    package static let definition = ActionDefinition(
        name: "ResumeLiveStream", service: .live, requestsPerSecond: 100,
        documentedErrors: ErrorCode.streams.union([.failedOperation]))

    private let stream: StreamParameters

    package init(_ parameters: inout Parameters) throws(APIFault) {
        stream = try StreamParameters(&parameters)
    }

    /// A stream that is not forbidden resumes with success.
    package func run(in context: ActionContext) async throws -> JSONObject {
        try await context.catalogue.deleteBan(ofStream: stream.key().stream)
        return [:]
    }
}
