// SPDX-License-Identifier: Apache-2.0

import RecordingModel

/// Ends an order for good and seals what it records (reference: recording-api, section 2).
package struct StopRecordTask: Action {
    package static let definition = ActionDefinition(
        name: "StopRecordTask", service: .live, requestsPerSecond: 20, regions: .recordTasks,
        errors: [.vodStatusInvalid],
        documentedErrors: ErrorCode.recordTasks.union([.internalSystem, .vodStatusInvalid]))

    private let taskID: String

    package init(_ parameters: inout Parameters) throws(APIFault) {
        taskID = try parameters.requiredString("TaskId")
    }

    /// An order that was stopped before, or is over, is stopped with success.
    package func run(in context: ActionContext) async throws -> JSONObject {
        guard try await context.orders.stop(taskID: taskID, at: context.now) else {
            throw APIFault.unknownTask
        }
        return [:]
    }
}

extension APIFault {
    /// The new task family has no code of its own for it.
    static let unknownTask = APIFault(.invalidParameter, "There is no record task of this `TaskId`.")
}
