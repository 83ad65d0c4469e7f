// SPDX-License-Identifier: Apache-2.0

import CloudAPI
import Testing

@Suite struct ServiceTests {
    @Test("knows the names of all official actions, those that are served among them")
    func officialActions() {
        #expect(Service.live.officialActions.count == 261)
        #expect(Service.vod.officialActions.count == 241)
        for type in ActionTable.actions {
            #expect(type.definition.service.officialActions.contains(type.definition.name))
        }
    }

    @Test("can be told apart by their versions alone, as calls of signature version 1 must be")
    func versions() {
        #expect(Set(Service.allCases.map(\.version)).count == Service.allCases.count)
    }
}
