// SPDX-License-Identifier: Apache-2.0

// Runs the recording flow through the official Go SDK: scripts/check-go-sdk.sh builds and starts it.
//
//	sdk ENDPOINT SECRET_ID SECRET_KEY STREAM
//
// STREAM is live at 127.0.0.1/live while it runs. Every way of signing and sending that the SDK has goes through the
// same calls. Prints one line for each way; ends with status 1 at the first answer that is not as it should be.
package main

import (
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/common"
	sdkerrors "github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/common/errors"
	"github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/common/profile"
	live "github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/live/v20180801"
	vod "github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/vod/v20180717"
)

// A way of signing and sending.
type way struct {
	signature string
	method    string
	unsigned  bool
}

var ways = []way{
	{"TC3-HMAC-SHA256", "POST", false}, {"TC3-HMAC-SHA256", "POST", true}, {"TC3-HMAC-SHA256", "GET", false},
	{"HmacSHA1", "POST", false}, {"HmacSHA1", "GET", false},
	{"HmacSHA256", "POST", false}, {"HmacSHA256", "GET", false},
}

// The clients of one way, and the stream to record.
type flow struct {
	live   *live.Client
	vod    *vod.Client
	stream string
	name   string
}

func main() {
	if len(os.Args) != 5 {
		fmt.Fprintln(os.Stderr, "usage: sdk ENDPOINT SECRET_ID SECRET_KEY STREAM")
		os.Exit(2)
	}
	credential := common.NewCredential(os.Args[2], os.Args[3])
	for number, way := range ways {
		settings := profile.NewClientProfile()
		settings.HttpProfile.Scheme = "HTTP"
		settings.HttpProfile.Endpoint = os.Args[1]
		settings.HttpProfile.ReqMethod = way.method
		settings.SignMethod = way.signature
		settings.UnsignedPayload = way.unsigned
		settings.Language = "en-US"
		liveClient, err := live.NewClient(credential, "ap-guangzhou", settings)
		must(err)
		vodClient, err := vod.NewClient(credential, "ap-guangzhou", settings)
		must(err)
		flow := flow{live: liveClient, vod: vodClient, stream: os.Args[4], name: fmt.Sprintf("go-%d", number)}
		flow.template()
		flow.record(number)
		flow.mistakes()
		fmt.Printf("%s, %s, unsigned payload %v: as it should be\n", way.signature, way.method, way.unsigned)
	}
}

// Makes a template, reads it back, and takes it away.
func (f flow) template() {
	create := live.NewCreateLiveRecordTemplateRequest()
	create.TemplateName = common.StringPtr(f.name)
	create.Description = common.StringPtr("a & b = c, 模板 +%")
	create.FlvParam = &live.RecordParam{RecordInterval: common.Int64Ptr(60), Enable: common.Int64Ptr(1)}
	create.RemoveWatermark = common.BoolPtr(true)
	created, err := f.live.CreateLiveRecordTemplate(create)
	must(err)

	describe := live.NewDescribeLiveRecordTemplateRequest()
	describe.TemplateId = created.Response.TemplateId
	described, err := f.live.DescribeLiveRecordTemplate(describe)
	must(err)
	template := described.Response.Template
	expect(*template.TemplateName == f.name && *template.Description == *create.Description, "texts", template)
	expect(*template.FlvParam.Enable == 1 && *template.FlvParam.RecordInterval == 60, "FlvParam", template)
	expect(*template.HlsParam.Enable == 0 && *template.RemoveWatermark, "defaults", template)

	remove := live.NewDeleteLiveRecordTemplateRequest()
	remove.TemplateId = created.Response.TemplateId
	_, err = f.live.DeleteLiveRecordTemplate(remove)
	must(err)
}

// Orders a recording, stops it, deletes the order and looks at the file; `earlier` files of the stream are there.
func (f flow) record(earlier int) {
	now := uint64(time.Now().Unix())
	create := live.NewCreateRecordTaskRequest()
	create.StreamName = &f.stream
	create.DomainName = common.StringPtr("127.0.0.1")
	create.AppName = common.StringPtr("live")
	create.EndTime = common.Uint64Ptr(now + 600)
	created, err := f.live.CreateRecordTask(create)
	must(err)
	task := *created.Response.TaskId
	expect(f.stopped(task, now) == 0, "a task that was not stopped", task)
	time.Sleep(3 * time.Second)

	stop := live.NewStopRecordTaskRequest()
	stop.TaskId = &task
	_, err = f.live.StopRecordTask(stop)
	must(err)
	expect(f.stopped(task, now) >= int64(now), "Stopped", task)

	remove := live.NewDeleteRecordTaskRequest()
	remove.TaskId = &task
	_, err = f.live.DeleteRecordTask(remove)
	must(err)
	expect(f.stopped(task, now) == -1, "a task that was deleted", task)

	file := f.newestFile(earlier + 1)
	describe := vod.NewDescribeMediaInfosRequest()
	describe.FileIds = common.StringPtrs([]string{file, "7"})
	describe.Filters = common.StringPtrs([]string{"basicInfo", "metaData"})
	described, err := f.vod.DescribeMediaInfos(describe)
	must(err)
	info := described.Response.MediaInfoSet
	expect(len(info) == 1 && *info[0].FileId == file, "MediaInfoSet", described.ToJsonString())
	expect(*info[0].BasicInfo.SourceInfo.SourceType == "Record", "SourceType", described.ToJsonString())
	expect(*info[0].MetaData.Size > 0 && *info[0].MetaData.Duration > 1, "MetaData", described.ToJsonString())
	expect(info[0].TranscodeInfo == nil, "a section that was not asked for", described.ToJsonString())
	missing := described.Response.NotExistFileIdSet
	expect(len(missing) == 1 && *missing[0] == "7", "NotExistFileIdSet", described.ToJsonString())
}

// When a task was stopped: 0 for not yet, -1 for a task that is not there.
func (f flow) stopped(task string, now uint64) int64 {
	describe := live.NewDescribeRecordTaskRequest()
	describe.StartTime = common.Uint64Ptr(now - 3600)
	describe.EndTime = common.Uint64Ptr(now + 3600)
	describe.StreamName = &f.stream
	described, err := f.live.DescribeRecordTask(describe)
	must(err)
	expect(*described.Response.ScrollToken == "", "ScrollToken", described.ToJsonString())
	for _, found := range described.Response.TaskList {
		if *found.TaskId == task {
			return int64(*found.Stopped)
		}
	}
	return -1
}

// The id of the stream's newest file, once there are so many.
func (f flow) newestFile(count int) string {
	search := vod.NewSearchMediaRequest()
	search.StreamIds = common.StringPtrs([]string{f.stream})
	search.Limit = common.Uint64Ptr(1)
	for end := time.Now().Add(20 * time.Second); ; time.Sleep(200 * time.Millisecond) {
		found, err := f.vod.SearchMedia(search)
		must(err)
		if *found.Response.TotalCount == uint64(count) {
			return *found.Response.MediaInfoSet[0].FileId
		}
		expect(time.Now().Before(end), "the recorded file", found.ToJsonString())
	}
}

// Calls that are refused: the code comes through the SDK's error type.
func (f flow) mistakes() {
	stop := live.NewStopRecordTaskRequest()
	stop.TaskId = common.StringPtr("U1")
	_, err := f.live.StopRecordTask(stop)
	expectCode(err, live.INVALIDPARAMETER)

	describe := live.NewDescribeLiveRecordTemplateRequest()
	describe.TemplateId = common.Int64Ptr(999)
	_, err = f.live.DescribeLiveRecordTemplate(describe)
	expectCode(err, live.FAILEDOPERATION_NOTFOUND)

	media := vod.NewDescribeMediaInfosRequest()
	for number := 0; number < 21; number++ {
		media.FileIds = append(media.FileIds, common.StringPtr(fmt.Sprint(number)))
	}
	_, err = f.vod.DescribeMediaInfos(media)
	expectCode(err, vod.INVALIDPARAMETERVALUE_FILEIDSOVERLIMIT)
}

func expectCode(err error, code string) {
	var fault *sdkerrors.TencentCloudSDKError
	expect(errors.As(err, &fault), "an error of the SDK", err)
	expect(fault.Code == code && fault.Message != "" && len(fault.RequestId) == 36, code, fault)
}

func expect(condition bool, what string, got interface{}) {
	if !condition {
		fmt.Fprintf(os.Stderr, "not as it should be: %s: %v\n", what, got)
		os.Exit(1)
	}
}

func must(err error) { expect(err == nil, "no error", err) }
