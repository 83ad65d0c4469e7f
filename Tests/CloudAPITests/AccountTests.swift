// SPDX-License-Identifier: Apache-2.0

import CloudAPI
import RecordingModel
import Testing

@Suite struct AccountTests {
    private func api(_ account: Account) -> TestAPI {
        var api = TestAPI()
        api.account = account
        return api
    }

    @Test(
        "answers every action of live with the state of the service",
        arguments: [
            (.stopped, "ResourceNotFound.StopService"), (.frozen, "ResourceNotFound.FreezeService"),
            (.forbidden, "ResourceNotFound.ForbidService"), (.disabled, "ResourceNotFound.UserDisableService"),
        ] as [(Account.State, String)], ActionTable.actions.map { $0.definition })
    func states(state: (Account.State, String), definition: ActionDefinition) async throws {
        let answer = try await api(Account(state: state.0)).call(definition.name, [:], service: definition.service)
        switch definition.service {
        case .live: #expect(answer.code == state.1)
        case .vod: #expect(answer.code?.hasPrefix("ResourceNotFound") != true)
        }
    }

    @Test(
        "answers the actions that need the media library when there is none",
        arguments: ActionTable.actions.map { $0.definition })
    func vodNotActivated(definition: ActionDefinition) async throws {
        let answer = try await api(Account(state: .vodNotActivated)).call(
            definition.name, [:], service: definition.service)
        let needing = ["CreateRecordTask", "StopRecordTask", "DeleteRecordTask", "CreateLiveRecord"]
        switch definition.service {
        case .live where needing.contains(definition.name):
            #expect(answer.code == "ResourceUnavailable.InvalidVodStatus")
        case .live: #expect(answer.code != "ResourceUnavailable.InvalidVodStatus")
        case .vod: #expect(answer.code == "FailedOperation.InvalidVodUser")
        }
    }

    @Test("lets as many orders run as the operator says")
    func runningTasks() async throws {
        let api = api(Account(maximumRunningTasks: 1))
        let order: JSONObject = [
            "StreamName": "room42", "DomainName": "push.example.com", "AppName": "live",
            "EndTime": .integer(TestAPI.start + 60),
        ]
        let id = try await api.call("CreateRecordTask", order).text("TaskId")
        #expect(try await api.call("CreateRecordTask", order).code == "LimitExceeded.MaximumRunningTask")
        // The limit is the account's: the other family counts too.
        let record: JSONObject = [
            "StreamName": "room42", "DomainName": "push.example.com", "StartTime": "2027-01-15 16:00:00",
            "EndTime": "2027-01-15 17:00:00",
        ]
        #expect(try await api.call("CreateLiveRecord", record).code == "LimitExceeded.MaximumRunningTask")
        #expect(try await api.call("StopRecordTask", ["TaskId": .string(id)]).code == nil)
        #expect(try await api.call("CreateLiveRecord", record).code == nil)
        #expect(try await api.call("CreateRecordTask", order).code == "LimitExceeded.MaximumRunningTask")
    }
}
