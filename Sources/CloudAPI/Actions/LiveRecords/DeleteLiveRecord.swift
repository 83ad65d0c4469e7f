// SPDX-License-Identifier: Apache-2.0

import RecordingModel

/// Forgets an order of CreateLiveRecord; a recording that runs goes on (reference: recording-api, section 5).
package struct DeleteLiveRecord: Action {
    package static let definition = ActionDefinition(
        name: "DeleteLiveRecord", service: .live, requestsPerSecond: 200, errors: [.channelNotFound, .taskIDNotFound],
        documentedErrors: ErrorCode.liveRecords.union([.alterTaskStateFailed, .missingParameter, .taskIDNotFound]))

    private let streamName: String
    private let taskID: Int64

    package init(_ parameters: inout Parameters) throws(APIFault) {
        streamName = try parameters.requiredString("StreamName")
        taskID = try parameters.requiredInteger("TaskId")
    }

    package func run(in context: ActionContext) async throws -> JSONObject {
        let match = try await context.orders.deleteLiveRecord(
            id: UInt64(bitPattern: taskID), ofStream: streamName, at: context.now)
        try match.requireFound()
        return ["DeprecatedWarning": .string(LiveRecordTaskID.warning)]
    }
}
