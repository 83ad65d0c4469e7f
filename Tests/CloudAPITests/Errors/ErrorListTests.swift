// SPDX-License-Identifier: Apache-2.0

import CloudAPI
import Testing

@Suite("Error lists of the actions") struct ErrorListTests {
    @Test("are the documented ones", arguments: ActionTable.actions.map { $0.definition })
    func documented(definition: ActionDefinition) {
        let listed = DocumentedErrors.codes(of: definition.name)
        let defined = Set(definition.documentedErrors.map(\.rawValue))
        #expect(!listed.isEmpty)
        #expect(defined.subtracting(listed).sorted() == [], "\(definition.name) lists more than its document")
        #expect(listed.subtracting(defined).sorted() == [], "\(definition.name) lists less than its document")
    }

    /// Refusals for which the action's document has no code at all; they take that of their kin.
    private static let undocumented = [
        "CreateLiveCallbackRule": ["InternalError.RuleAlreadyExist"],
        "CreateLiveRecordRule": ["InternalError.ConfOutLimit"],
    ]

    @Test("have every code that an action answers of itself")
    func answered() {
        for definition in ActionTable.actions.map({ $0.definition }) {
            // A value out of its range has a code that every action shares, listed or not.
            let own = Set(definition.errors.map(\.rawValue)).subtracting(["InvalidParameterValue"])
            let undocumented = own.subtracting(DocumentedErrors.codes(of: definition.name))
            #expect(undocumented.sorted() == Self.undocumented[definition.name, default: []], "\(definition.name)")
        }
    }

    @Test("are documented for no action that is not served")
    func served() {
        #expect(Set(DocumentedErrors.lists.keys) == Set(ActionTable.actions.map { $0.definition.name }))
    }

    @Test(
        "can be answered, each of them, where the operator says so",
        arguments: ActionTable.actions.map { $0.definition })
    func operatorsFault(definition: ActionDefinition) async throws {
        for code in DocumentedErrors.codes(of: definition.name).sorted() {
            var api = TestAPI()
            api.account.faults = try #require(Account.faults("\(definition.name)=\(code)"))
            let answer = try await api.call(definition.name, [:], service: definition.service)
            answer.expectError(code, try #require(ErrorCode(rawValue: code)).sentence)
        }
    }

    @Test("are answered only by the actions that the operator names")
    func otherActions() async throws {
        var api = TestAPI()
        api.account.faults = try #require(
            Account.faults("StopRecordTask=InternalError.SystemError,DescribeLiveRecordRules=InternalError"))
        #expect(api.account.faults.count == 2)
        #expect(try await api.call("StopRecordTask", ["TaskId": "U1"]).code == "InternalError.SystemError")
        #expect(try await api.call("DescribeLiveRecordRules", [:]).code == "InternalError")
        #expect(try await api.call("DeleteRecordTask", ["TaskId": "U1"]).code == "InvalidParameter")
        #expect(try await api.call("DescribeLiveRecordTemplates", [:]).code == nil)
    }

    @Test(
        "take nothing else",
        arguments: [
            "", "CreateRecordTask", "CreateRecordTask=", "=InternalError", "CreateRecordTask=InternalError.SystemError",
            "CreateRecordTask=NoSuchCode", "createRecordTask=InternalError", "CreateScreenshotTask=InternalError",
            "CreateRecordTask=InternalError,", "CreateRecordTask=InternalError,CreateRecordTask=InvalidParameter",
            "CreateRecordTask=InternalError=InternalError", "CreateRecordTask=RequestLimitExceeded",
        ])
    func refused(text: String) {
        #expect(Account.faults(text) == nil)
    }
}
