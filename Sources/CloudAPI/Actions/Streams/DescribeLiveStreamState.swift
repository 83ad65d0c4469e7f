// SPDX-License-Identifier: Apache-2.0

import RecordingModel

/// Tells whether a stream is live, forbidden or neither (reference: companion-api, section 3).
package struct DescribeLiveStreamState: Action {
    package static let definition = ActionDefinition(
        name: "DescribeLiveStreamState", service: .live, requestsPerSecond: 1_000,
        documentedErrors: ErrorCode.streams.union([.failedOperation]))

    private let stream: StreamParameters

    package init(_ parameters: inout Parameters) throws(APIFault) {
        stream = try StreamParameters(&parameters)
    }

    /// A stream that nobody has heard of is inactive.
    package func run(in context: ActionContext) async throws -> JSONObject {
        let key = try stream.key()
        if try await context.catalogue.ban(ofStream: key.stream, at: context.now) != nil {
            return ["StreamState": "forbid"]
        }
        let isLive = await context.streams.publications().contains { $0.key == key }
        return ["StreamState": isLive ? "active" : "inactive"]
    }
}
