// SPDX-License-Identifier: Apache-2.0

import CloudAPI
import Testing

@Suite struct ActionTableTests {
    @Test("finds each action by its name, and no two have one name")
    func names() throws {
        let table = ActionTable()
        for type in ActionTable.actions {
            let definition = type.definition
            let found = try table.action(
                named: definition.name, service: definition.service.rawValue, version: definition.service.version)
            #expect(found.definition == definition)
            #expect(definition.requestsPerSecond > 0)
            #expect("\(type)" == definition.name)
        }
        #expect(Set(ActionTable.actions.map { $0.definition.name }).count == ActionTable.actions.count)
    }

    @Test("is case-sensitive")
    func caseSensitive() {
        #expect {
            try ActionTable().action(named: "createRecordTask", service: "live", version: "2018-08-01")
        } throws: { error in
            (error as? APIFault)?.code == .invalidAction
        }
    }
}
