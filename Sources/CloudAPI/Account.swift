// SPDX-License-Identifier: Apache-2.0

/// What the operator says of the account that all calls belong to, so that clients can be tried against it.
package struct Account: Hashable, Sendable {
    /// The state of the service; the raw values are the setting's.
    package enum State: String, Hashable, Sendable, CaseIterable {
        case normal
        case stopped
        case frozen
        case forbidden
        case disabled
        case vodNotActivated = "vod-not-activated"
    }

    package var state: State
    /// Orders of both families together that may run at once; nil is no limit.
    package var maximumRunningTasks: Int?
    /// What an action answers whatever it is asked for, by the action's name.
    package var faults: [String: ErrorCode]

    package init(state: State = .normal, maximumRunningTasks: Int? = nil, faults: [String: ErrorCode] = [:]) {
        self.state = state
        self.maximumRunningTasks = maximumRunningTasks
        self.faults = faults
    }

    /// Reads `ACTION=CODE,ACTION=CODE`; nil when an action is not served, is named twice, or does not list its code.
    package static func faults(_ text: String) -> [String: ErrorCode]? {
        var faults: [String: ErrorCode] = [:]
        for pair in text.split(separator: ",", omittingEmptySubsequences: false) {
            let parts = pair.split(separator: "=", omittingEmptySubsequences: false)
            guard parts.count == 2, let code = ErrorCode(rawValue: String(parts[1])),
                let action = ActionTable.actions.first(where: { $0.definition.name == parts[0] }),
                action.definition.documentedErrors.contains(code),
                faults.updateValue(code, forKey: action.definition.name) == nil
            else { return nil }
        }
        return faults
    }

    /// Throws what an action answers in this state of the account (reference: recording-api, sections 0 and 1.1).
    package func admit(_ definition: ActionDefinition) throws(APIFault) {
        if let code = faults[definition.name] { throw APIFault(code) }
        switch (definition.service, state) {
        case (_, .normal): return
        case (.live, .stopped): throw APIFault(.serviceStopped)
        case (.live, .frozen): throw APIFault(.serviceFrozen)
        case (.live, .forbidden): throw APIFault(.serviceForbidden)
        case (.live, .disabled): throw APIFault(.userDisabled)
        case (.live, .vodNotActivated):
            if definition.documentedErrors.contains(.vodStatusInvalid) { throw APIFault(.vodStatusInvalid) }
        case (.vod, .vodNotActivated): throw APIFault(.vodUserInvalid)
        // The library stays open to those who can't record any more.
        case (.vod, .stopped), (.vod, .frozen), (.vod, .forbidden), (.vod, .disabled): return
        }
    }
}
