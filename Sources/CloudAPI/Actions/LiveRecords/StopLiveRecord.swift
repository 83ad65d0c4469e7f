// SPDX-License-Identifier: Apache-2.0

import RecordingModel

/// Ends an order of CreateLiveRecord for good and seals what it records (reference: recording-api, section 5).
package struct StopLiveRecord: Action {
    package static let definition = ActionDefinition(
        name: "StopLiveRecord", service: .live, requestsPerSecond: 200, errors: [.channelNotFound, .taskIDNotFound],
        documentedErrors: ErrorCode.liveRecords.union([.missingParameter, .taskIDNotFound]))

    private let streamName: String
    private let taskID: Int64

    package init(_ parameters: inout Parameters) throws(APIFault) {
        streamName = try parameters.requiredString("StreamName")
        taskID = try parameters.requiredInteger("TaskId")
    }

    package func run(in context: ActionContext) async throws -> JSONObject {
        let match = try await context.orders.stopLiveRecord(
            id: UInt64(bitPattern: taskID), ofStream: streamName, at: context.now)
        try match.requireFound()
        return ["DeprecatedWarning": .string(LiveRecordTaskID.warning)]
    }
}
