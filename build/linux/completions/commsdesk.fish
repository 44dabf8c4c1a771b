# Completion of commsdesk for fish.
set -l commands sync doctor
complete -c commsdesk -f
complete -c commsdesk -n "not __fish_seen_subcommand_from $commands" -a sync -d 'Read everything once, without a window'
complete -c commsdesk -n "not __fish_seen_subcommand_from $commands" -a doctor -d 'Report what is wrong between this desk and its portal'
complete -c commsdesk -n "not __fish_seen_subcommand_from $commands" -l demo -d 'Open the window on a simulated portal'
complete -c commsdesk -n "not __fish_seen_subcommand_from $commands" -l version -d 'Print the version'
complete -c commsdesk -n "__fish_seen_subcommand_from $commands" -l json -d 'Print JSON'
complete -c commsdesk -l data-dir -r -a '(__fish_complete_directories)' -d 'Keep everything below one folder'
complete -c commsdesk -l passphrase-file -r -F -d 'Take the passphrase of the data from a file'
complete -c commsdesk -s h -l help -d 'Print the usage'
