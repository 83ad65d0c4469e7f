// SPDX-License-Identifier: Apache-2.0

import RecordingModel

/// Forgets an order; a recording that runs goes on (reference: recording-api, section 3).
package struct DeleteRecordTask: Action {
    package static let definition = ActionDefinition(
        name: "DeleteRecordTask", service: .live, requestsPerSecond: 20, regions: .recordTasks,
        errors: [.vodStatusInvalid],
        documentedErrors: ErrorCode.recordTasks.union([.vodStatusInvalid]))

    private let taskID: String

    package init(_ parameters: inout Parameters) throws(APIFault) {
        taskID = try parameters.requiredString("TaskId")
    }

    package func run(in context: ActionContext) async throws -> JSONObject {
        guard try await context.orders.delete(taskID: taskID, at: context.now) else {
            throw APIFault.unknownTask
        }
        return [:]
    }
}
