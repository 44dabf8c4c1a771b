module commsdesk/build/pack

go 1.26.0
