# ruff: noqa: E501  (lists of words and sentences read best one list a line)
"""What gets in the way, and how it is overcome: alone or with help. Slots as in ``plots``."""

from __future__ import annotations

from training.plots import Beat, Trouble, beats


def _trouble(
    headings: str, stuck: str, solved: str, helped: str, moods: str, comes: str, stays: str, alone: str, together: str
) -> Trouble:
    def bars(text: str) -> Beat:
        return tuple(part.strip() for part in text.split("|"))

    return Trouble(
        headings=bars(headings),
        stuck_goals=bars(stuck),
        solved_goals=bars(solved),
        help_goals=bars(helped),
        moods=tuple(moods.split()),
        comes=beats(comes),
        stuck=beats(stays),
        solved=beats(alone),
        helped=beats(together),
    )


TROUBLES: dict[str, Trouble] = {
    "river": _trouble(
        "The river | Deep water | No bridge",
        "A deep river stops {H}, and {he} cannot get across. | {H} comes to a deep river without a bridge and does not know how to cross it.",
        "A deep river stops {H}, but {he} builds a raft and gets across.",
        "{F}, {afkind}, takes {H} across the deep river in a boat.",
        "worried sad anxious",
        """
After an hour the road ended at a river. | Then {H} heard water, and soon {he} saw a wide river. | A river lay across the way, brown and quick.
There was no bridge, and the water was deep. | The bridge was gone, and only two posts were left. | {He} threw in a stone, and it sank without a sound.
{H} walked up the bank and down the bank. | {He} put one foot in, and it was cold as ice. | {He} tried it with a long stick, but the stick was too short.
""",
        """
"I cannot swim," said {H}, and {his} voice shook. | "How shall I ever get across?" {he} asked the water. | "It is too deep for me," said {H} sadly.
The river only rushed on and did not care. | A leaf sailed by and reached the other side with ease. | On the other side the road went on as if nothing were wrong.
{H} sat down in the wet grass and did not know what to do. | So {he} sat on the bank while the light went away. | {He} held {his} knees and felt very small.
""",
        """
Then {he} saw three dry logs in the reeds. | An old door lay in the reeds, and that gave {him} an idea. | "If I cannot walk, I can float," said {H}.
{He} tied them together with {his} belt and a vine. | {He} made a raft from logs and rope. | {He} worked until {his} hands were sore, and then the raft was ready.
The raft rocked and turned, but it held. | The water pulled and splashed, but {H} did not let go. | Slowly, with a branch for an oar, {he} pushed off.
With a bump {he} reached the other side. | Wet to the knees, {he} stepped onto the far bank and laughed. | Then there was sand under the raft, and {he} was across.
""",
        """
"Do you want to cross?" someone called from the reeds. | Just then a small boat came around the bend. | A lantern moved on the water, and under it was a boat.
In it sat {F}, {afkind}. | It was {F}, {afkind} with a long oar. | "I am {F}," said {afkind} in the boat.
"Sit in the middle," said {F}, "and do not stand up." | "It costs a song," said {F}, "and nothing more." | "I have room for one more," said {F}.
{H} climbed in and sang, a little out of tune. | {H} climbed in, and the boat slid out over the deep water. | {H} held on tight while {F} rowed with slow, strong strokes.
The river pulled, but {F} knew each stone in it. | Fish jumped left and right, and the river let them pass. | Soon the far bank came nearer and nearer.
""",
    ),
    "storm": _trouble(
        "The storm | Wind and rain | Black clouds",
        "A storm breaks loose, and {H} loses the way. | A great storm catches {H} on the road, and {he} has no shelter.",
        "A storm breaks loose, but {H} hides under a rock and waits until it is over.",
        "{F}, {afkind}, gives {H} shelter from the storm.",
        "afraid tense worried",
        """
Black clouds came up over the hills. | The sky turned as dark as ink. | At noon the wind began to howl.
Then the storm broke loose. | First came one drop, then ten, then all of them. | Thunder rolled, and the rain fell like a curtain.
{H} pulled {his} hat down, but the wind took it away. | {He} could not see {his} own feet. | The road turned to mud under {his} feet.
""",
        """
"Hello!" {he} called, but the wind ate {his} voice. | "Is anybody there?" cried {H}. Nobody was there. | {He} called for help, but only thunder answered.
A tree fell down behind {him} with a crash. | Lightning struck near by, and {he} jumped with fear. | Every bush looked like a wolf in the dark.
{H} was lost, cold and wet to the skin. | The way was gone, and {H} did not know where to turn. | {He} crept under a bush and shook with cold.
""",
        """
There was a big rock, and under it there was a hole. | Under an old rock {he} found a dry place. | A hollow tree stood open like a door, and {he} slipped in.
{He} made {self} as small as {he} could. | {He} sat with {his} back to the stone and ate some bread. | {He} counted the seconds between flash and thunder.
"Storms get tired too," {he} said to {self}. | {He} told {self} a story until the noise grew less. | "Ten," {he} counted. "Twelve. Twenty. It is going away."
When it was over, the whole world dripped and shone. | Then a bird sang, and the storm was over. | The clouds broke up, and {he} went on with dry feet.
""",
        """
Then {he} saw a light between the trees. | A door opened, and warm light fell on the mud. | Suddenly a hand took hold of {his} sleeve.
"Come in, quickly!" called {F}. | "Nobody should be out in this," said {F}, {afkind}. | There stood {F}, {afkind}, with a lamp.
Inside a fire was burning, and it smelled of soup. | {F} gave {him} a dry blanket and a hot cup. | {F} hung the wet coat over the stove.
They listened to the storm together. | "It cannot come in here," said {F} and smiled. | The wind shook the house, but the house stood firm.
In the morning {F} showed {him} the right way. | When the rain stopped, {F} drew a small map on paper. | "Follow the stone wall," said {F}, "and you cannot go wrong."
""",
    ),
    "gate": _trouble(
        "The gate | A locked door | No way in",
        "The gate is locked, and {H} has no key. | {H} comes to a locked gate and cannot get in.",
        "The gate is locked, but {H} finds a gap in the hedge and gets in.",
        "{F}, {afkind}, opens the locked gate for {H}.",
        "disappointed worried frustrated",
        """
At the end of the path stood a high gate. | A wall ran left and right, and in it was a gate. | Before {him} rose an iron gate, taller than two houses.
It was locked, and {H} had no key. | {He} pushed and {he} pulled, but it was locked. | A lock hung on it, as big as a head of cabbage.
{He} knocked three times and waited. | {He} knocked, first politely and then not so politely. | A sign said: No entry.
""",
        """
Nobody came to open. | Behind the gate a dog barked, and then it was quiet. | "Go away," said a voice, and that was all it said.
{H} tried a hairpin, a twig and a kind word. | {He} tried to climb, but the bars were wet and smooth. | {He} rattled at the bars until {his} hands hurt.
"So near," {he} said sadly, "and I cannot get in." | {He} sat down with {his} back to the gate and sighed. | It was no use, and {H} felt like crying.
""",
        """
Then {he} saw a cat slip through the hedge. | {H} walked along the wall and looked at each stone. | "Where there is a wall, there is a gap," said {H}.
There it was, a gap no wider than a pillow. | Behind the ivy there was a hole. | Low down, under the leaves, the hedge was thin.
{He} held {his} breath and pushed. | {He} lay flat on the ground and crept through. | It was a tight fit, and it cost {him} a button.
Then {he} stood on the other side and shook off the leaves. | With a plop {he} was through. | "Good day," {he} said to the gate from the inside.
""",
        """
Then something jingled behind {him}. | Just then somebody came along, whistling. | A small window opened in the wall.
It was {F}, {afkind} with a ring of keys. | {F}, {afkind}, looked down and grinned. | There stood {F}, {afkind}, with a bunch of keys as big as a hat.
"Why do you not ask?" said {F}. | "You only have to say please," said {F}. | "Most people shout," said {F}. "You did not, and I like that."
"Please," said {H}. | {H} explained why {he} had come, from the beginning to the end. | "Please let me in," said {H}. "It is important."
{F} tried one key, two keys, three keys, and the gate swung open. | The lock was rusty, but the right key turned. | {F} put in the smallest key, and the great gate opened.
""",
    ),
    "dark": _trouble(
        "In the dark | The dark wood | Night",
        "Night falls in the wood, and {H} cannot find the path. | {H} gets lost in the dark wood and hears strange sounds.",
        "Night falls in the wood, but {H} follows the stars and finds the path.",
        "{F}, {afkind}, leads {H} out of the dark wood.",
        "afraid lonely uneasy",
        """
The path led into a wood, and the trees stood close. | Night fell faster than {H} had thought. | Between the trees it was already dark.
Soon {he} could not tell one tree from the next. | The path grew thin and then it was gone. | {He} went left, then right, and then {he} knew nothing at all.
Something cracked behind {him}. | An owl called from far away. | Two yellow eyes looked at {him} and went out again.
""",
        """
"Who is there?" whispered {H}. | {H} stood still and held {his} breath. | {He} wanted to run, but where to?
Roots took hold of {his} feet like fingers. | Cold fog crept over the ground. | The wind in the leaves sounded like a sad song.
{He} had walked in a circle, for there was the same stump again. | {He} was lost, and the night was long. | {H} leaned on a tree and was afraid.
""",
        """
{He} looked up, and there were the stars. | Between the leaves {he} saw one bright star. | "The stars do not get lost," said {H}.
{He} found the star that always stands in the north. | {He} kept the brightest one over {his} left shoulder. | {He} walked where the star stood, step by step.
{He} hummed a tune, so the dark had something to listen to. | When a branch cracked, {he} only walked on. | {He} greeted each owl politely and went on.
After a while there was gravel under {his} feet. | Then the trees stepped aside, and there was the path. | At the edge of the wood {he} could breathe again.
""",
        """
Then a small light came bobbing through the trees. | "You are going in a circle," said a voice. | Something soft touched {his} hand.
It was {F}, {afkind}, with a lantern. | {F}, {afkind}, stood there and did not look dangerous at all. | "I am {F}," said {afkind}. "I live here."
"Hold on to my sleeve," said {F}. | "The dark is only the day with its eyes shut," said {F}. | "I know each tree by its first name," said {F}.
They went past the stump, over the brook and under the fallen oak. | {F} went ahead, and {H} stepped where {fhe} stepped. | They walked and talked, and the dark was not so dark.
At the last tree {F} stopped and pointed to the road. | Soon the road lay before them, white in the moonlight. | "There is your path," said {F}, and {fhe} smiled.
""",
    ),
    "thief": _trouble(
        "The thief | Stolen | Black wings",
        "A magpie steals the bag of {H} and flies away. | A thief takes the bag with the map, and {H} cannot catch him.",
        "A magpie steals the bag of {H}, but {he} tricks it with a shiny button and gets it back.",
        "{F}, {afkind}, helps {H} get the stolen bag back.",
        "upset angry worried",
        """
{H} put down {his} bag to drink from a spring. | It was warm, and {H} closed {his} eyes for a moment. | {H} stopped to tie {his} shoe.
Something black and white shot down from the sky. | There was a flap of wings. | A shadow fell over {him}.
It was a magpie, and it took the bag. | A magpie had the bag in its beak and was gone. | The magpie laughed, took the bag and flew off.
""",
        """
"Stop, thief!" cried {H}. | "Give it back!" shouted {H}, but magpies do not listen. | {H} ran after it until {he} had no breath left.
It flew up to the top of the tallest tree. | It flew higher than any ladder. | High up in a pine it had its nest.
In the bag were {his} bread, {his} map and {his} lamp. | Now {he} had no map, no bread and no lamp. | {He} shook the tree, and only a cone fell on {his} head.
{H} was angry, and then {he} was only sad. | {H} sat down under the tree and did not know what to do. | "What shall I do now?" {he} asked, and {his} lip shook.
""",
        """
"A magpie loves what shines," thought {H}. | {H} sat down and thought about magpies. | {He} looked at {his} coat, and it had one shiny button.
{He} tore it off and laid it in the sun. | {He} put the button on a stone and hid behind a bush. | {He} let the button flash like a little star.
The magpie came down, hop by hop. | Soon there was a flap of wings, and the bag lay in the grass. | The magpie looked at the bag, then at the button, and dropped the bag.
Then {he} took {his} bag and ran. | "A fair trade," said {H}, and {he} took {his} bag. | {H} picked up the bag, and both of them were content.
""",
        """
"That bird again," said somebody. | Somebody had seen it all from a window. | "Was it a magpie?" asked a voice behind {him}.
It was {F}, {afkind}. | {F}, {afkind}, shook {fhis} head. | There stood {F}, {afkind}, with {fhis} hands on {fhis} hips.
"It stole my spoon last week," said {F}. | "I know that magpie," said {F}. "It loves nuts." | "We must be clever," said {F}, "for it is clever too."
{F} gave a whistle, and the bird put its head to one side. | {F} held up a shiny spoon, and it flashed in the sun. | {F} laid a row of nuts along the wall, and they waited.
The magpie came down, and {H} took the bag. | Down it came, and the bag fell right into the arms of {H}. | The bird opened its beak, and the bag dropped into the grass.
""",
    ),
    "guard": _trouble(
        "The guard | The giant at the bridge | Nobody may pass",
        "A giant guards the bridge and will not let {H} pass. | {H} meets a giant who lets nobody cross his bridge.",
        "A giant guards the bridge, but {H} asks him a riddle and may pass.",
        "{F}, {afkind}, talks to the giant until {H} may pass.",
        "afraid tense worried",
        """
On the bridge sat a giant. | The bridge was old, and on it stood a giant. | A giant had put his chair in the middle of the bridge.
"Nobody may pass," he said. | "Stop!" said the giant. "This is my bridge." | "Go back," he growled. "I am not in the mood."
His voice made the stones tremble. | Each of his boots was as big as a boat. | He had a beard in which birds were nesting.
""",
        """
"But I must cross," said {H}. | "Please," said {H}, "I will be very quick." | "It is important," said {H} in a thin voice.
"Everybody says that," growled the giant. | "No," said the giant, and he folded his arms. | The giant only yawned, and three birds fell out of his beard.
{H} tried to slip by, but a big hand blocked the way. | {H} went back ten steps and sat down on a stone. | {H} did not dare to ask again.
{He} was too small, and the giant was too big. | {He} looked at the far side and felt sad. | There was no other bridge for miles, and {H} was afraid.
""",
        """
"Do you like riddles?" asked {H}. | {H} thought for a while. "I know a riddle," {he} said. | "If you can guess my riddle, I will go back," said {H}.
The giant pricked up his ears. | Nobody had asked the giant a riddle for years. | "Riddles?" said the giant. "I love riddles."
"What gets wetter the more it dries?" asked {H}. | "What has a neck but no head?" asked {H}. | "What has hands but cannot clap?" asked {H}.
The giant thought until the moon came up. | He thought so hard that smoke came out of his ears. | The giant scratched his head, and he could not guess it.
"I give up," he said, and he laughed so loud that the bridge shook. "Pass!" | "Tell me the answer on your way back," he said and moved his chair. | He let {him} pass and went on thinking.
""",
        """
"Leave this to me," said a voice. | Somebody pulled at {his} sleeve. | Then somebody came along the road with a cake.
It was {F}, {afkind}. | {F}, {afkind}, had come up from behind. | There was {F}, {afkind}, who was afraid of nobody.
"He is not bad," whispered {F}. "He is only lonely." | "Good day, old friend," said {F} to the giant. | "How is your tooth today?" {F} asked the giant.
{F} sat down beside him and talked about the weather. | They talked about birds and boots and beards. | {F} cut the cake and gave the giant the biggest piece.
Soon the giant smiled, and he moved his chair to the side. | "Your friends are my friends," said the giant. "Pass!" | The giant wiped his eyes. "Go on," he said to {H}. "And come again."
""",
    ),
    "hill": _trouble(
        "The steep hill | Too high | The mountain",
        "The mountain is too steep for {H}, and {his} strength is gone. | {H} must climb a steep mountain and slips back again and again.",
        "The mountain is steep, but {H} goes up step by step and reaches the top.",
        "{F}, {afkind}, shows {H} an easy way over the mountain.",
        "tired disappointed weary",
        """
The road went up and up. | Behind the last house the mountain began. | The mountain was so high that its head was in the clouds.
The stones were loose and the sun was hot. | For each two steps up {he} slid one step down. | It was so steep that {H} had to use {his} hands.
The bag grew heavier with every step. | {His} legs were like lead. | {He} did not look down, for that made {him} dizzy.
""",
        """
Half way up {he} slipped and rolled back to the start. | Then a stone gave way, and {he} slid down on {his} back. | Three times {he} tried, and three times {he} slid down.
"I cannot do it," {he} said to a thistle. | "It is too high," said {H} in a tired voice. | {He} wanted to cry, but {he} was too tired.
{His} knee was sore, and {his} water was gone. | {He} lay in the dust and looked at the sky. | {H} sat on a stone, and the top was as far away as before.
""",
        """
"I only have to do one step," said {H}. "Only the next one." | {He} stopped looking at the top and looked at {his} feet. | "A mountain is only many small hills," said {H}.
{He} counted ten steps, rested, and counted ten more. | {He} took a breath after each step. | {He} went from bush to bush and from stone to stone.
A goat watched {him} and nodded. | The wind pushed {him} a little from behind. | A lark sang above {him}, and that helped.
And then there was no more up. | Then the wind blew from the other side, and {he} was at the top. | All at once the whole land lay at {his} feet.
""",
        """
"Nobody goes that way," said a voice above {him}. | A head looked down over a rock. | Somebody came down the mountain with light feet.
It was {F}, {afkind}. | There stood {F}, {afkind}, chewing a straw. | {F}, {afkind}, held out a hand.
"There is a path behind the waterfall," said {F}. | "The straight way is the longest," said {F}. "Come with me." | "I go up here every day," said {F}. "Follow me."
{F} carried the bag, and {H} followed. | They went around the rock, and the path was soft and green. | The path wound up gently, past flowers and small springs.
They ate berries on the way and forgot to be tired. | Before {H} knew it, they stood at the top. | From the top {F} pointed out the way down.
""",
    ),
    "fog": _trouble(
        "Fog | White everywhere | Lost in the fog",
        "Thick fog comes down, and {H} cannot see the road. | {H} loses the road in the fog and walks in circles.",
        "Thick fog comes down, but {H} listens for a bell and finds the road.",
        "{F}, {afkind}, guides {H} through the fog.",
        "uneasy worried lonely",
        """
In the afternoon fog rose from the fields. | First the hills were gone, and then the trees. | Fog came up the road like a grey cat.
Soon the whole world was white. | {H} held out a hand and could not see it. | {He} could hear {his} own steps and nothing else.
The road was there, and then it was not. | {He} felt for the edge of the road with {his} foot. | {He} walked into a fence and said sorry to it.
""",
        """
"Is this still the road?" {he} asked. | "Hello?" called {H}. "Hello," said the fog. | {He} called, and {his} voice fell to the ground like a wet cloth.
There was the same fence again, for the third time. | After an hour {he} stood before {his} own footprints. | {He} walked in circles and grew more and more afraid.
{H} did not dare to take another step. | {He} stood still and felt quite alone in the world. | It was cold and still, and {H} was lost.
""",
        """
{H} closed {his} eyes, since they were no use. | "If I cannot see, I can listen," said {H}. | {He} stood still and listened.
Far away a bell was ringing. | There it was, a bell, very thin and far. | A cow bell rang, now left, now right.
{He} walked toward it, ten steps, and listened again. | Step by step the sound came nearer. | {He} followed the sound as if it were a string.
Then a wall rose out of the white, and beside it ran the road. | The fog grew thin, and there was the road. | Soon there were stones under {his} feet, and the road was found.
""",
        """
Then a lamp floated out of the white. | "Stand still!" called a voice. "There is a ditch before you." | Something warm brushed against {him} in the fog.
It was {F}, {afkind}. | {F}, {afkind}, came out of the fog as if through a door. | "I am {F}," said {afkind}. "I smell my way."
"Take the end of my scarf," said {F}. | "I could walk here in my sleep," said {F}. | "Fog is only a cloud that is tired," said {F}.
So they went, one behind the other, and {F} hummed. | They crossed a plank, a field and a little bridge. | {H} could see nothing, but the scarf pulled {him} gently on.
At last the sun broke through, and the road lay dry before them. | Suddenly the fog was behind them, like a white wall. | "From here it is easy," said {F}, and the sky was blue.
""",
    ),
    "laugh": _trouble(
        "Nobody believes {H} | They laugh | Alone against all",
        "Nobody believes {H}, and everyone laughs at {him}. | {H} asks the people for help, but they only laugh at {him}.",
        "Nobody believes {H}, but {he} goes on alone and does not give up.",
        "{F}, {afkind}, is the only one who believes {H} and joins {him}.",
        "sad hurt lonely",
        """
In the next village {H} asked for help. | The people stood in the market and stared. | {H} told them about the {T}, from the start.
First they were silent, and then they laughed. | "What nonsense!" said the butcher. | "A {T}?" they said. "Is that all?"
The mayor shook his head under his big hat. | A boy threw an apple core. | An old man tapped his forehead.
""",
        """
"It is true," said {H}, but nobody listened. | "Please believe me," said {H}. | {H} tried to explain, but they laughed even louder.
One after the other they closed their doors. | They turned their backs and went home to dinner. | Soon the market was empty.
{H} stood there alone with a hot face. | A tear fell on {his} collar. | {H} felt hurt and very lonely.
Perhaps they were right, {he} thought. | "Perhaps I am a fool," {he} said sadly. | {He} almost wanted to turn around.
""",
        """
{H} lifted {his} chin. | "They do not know what I know," said {H}. | "I do not need them all," said {H}. "I only need to go on."
{He} bought a bun with {his} last coin. | {He} picked up {his} bag and tied {his} laces. | {He} bowed to the closed doors and turned to the road.
Each step felt a little lighter. | After the last house {he} began to whistle. | Outside the wind blew, and it was a friendly wind.
Behind a window somebody began to wonder. | A small girl waved to {him} from a window. | And {he} did not give up, not that day and not the next.
""",
        """
Then somebody put down a cup. | One of them had not laughed. | "I believe you," said a quiet voice.
It was {F}, {afkind}. | In the last row stood {F}, {afkind}. | {F}, {afkind}, came out from behind a stall.
"I saw something like that once," said {F}. | "They laughed at me too," said {F}. "It goes away." | "You do not look like a liar," said {F}. "You look hungry."
{F} shared {fhis} bread and listened to it all. | {H} told it all again, and {F} asked good questions. | {F} fetched {fhis} stick and {fhis} old green hat.
"Two are more than one," said {F}. "Let us go." | "May I come with you?" asked {F}, and {H} nodded. | So they went on together, and it was twice as easy.
""",
    ),
    "fall": _trouble(
        "The deep hole | Down | A fall",
        "{H} falls into a deep hole and cannot climb out. | The ground breaks under {H}, and {he} sits in a deep pit.",
        "{H} falls into a deep hole but digs steps into the wall and climbs out.",
        "{F}, {afkind}, pulls {H} out of the deep hole with a rope.",
        "afraid worried lonely",
        """
{H} was in a hurry and did not look down. | The grass looked safe, but it was not. | Suddenly the ground gave way.
Down {he} went, with leaves and stones. | {He} fell and fell, and then {he} sat on something soft. | With a crash {he} landed at the bottom of a hole.
Nothing was broken, but the walls were high. | High above {him} was a round piece of sky. | It was dark there, and it smelled of mud.
""",
        """
{He} jumped, but {he} could not reach the edge. | {He} tried to climb, and the earth came down on {his} head. | The walls were wet and smooth as soap.
"Help!" cried {H}. "Help!" came the echo. | {He} called until {he} had no voice left. | "Can anybody hear me?" called {H}. Nobody could.
The piece of sky grew grey, and then it was dark. | A worm looked out of the wall and went in again. | {H} sat down in the mud and was afraid.
""",
        """
{H} felt along the wall with both hands. | "What goes down can come up," said {H}. | {H} found a flat stone, and it had a sharp edge.
{He} dug a step, and above it another one. | {He} cut small steps into the wall, one by one. | {He} scratched and dug until {he} had a ladder in the earth.
Twice {he} slid down, and twice {he} began again. | Earth fell into {his} hair, but {he} did not stop. | {He} went up slowly, with {his} nose to the wall.
At last {his} fingers found grass. | Then {he} rolled over the edge and lay in the sun. | With one last pull {he} was out, and the sky was big again.
""",
        """
Then a face looked over the edge. | "That is my cellar," said a voice from above. | Something fell on {his} nose, and it was the end of a rope.
It was {F}, {afkind}. | Up there stood {F}, {afkind}. | "I am {F}," said the face. "I am {afkind}, and I am strong."
"Tie it around your middle," called {F}. | "Do not look down," called {F}. "There is nothing to see." | "On three," called {F}. "One, two, three!"
{F} pulled, and {H} climbed, and earth rained down. | Bit by bit {F} pulled {him} up. | {F} leaned back and pulled with all {fhis} strength.
Then they both lay in the grass and laughed. | With a plop {H} was out, like a cork from a bottle. | "Thank you," said {H}, and {he} shook the mud from {his} ears.
""",
    ),
    "snow": _trouble(
        "Snow | The cold night | Ice",
        "Snow begins to fall, and {H} is too cold to go on. | Snow covers the road, and {H} is cold and tired.",
        "Snow begins to fall, but {H} builds a little house of snow and stays warm.",
        "{F}, {afkind}, warms {H} by a fire in the snow.",
        "cold weary worried",
        """
Toward evening the first flakes fell. | It had grown cold, and the sky was low. | Something white landed on {his} nose.
Soon the road was white, and then it was gone. | Snow fell and fell, and there was no end to it. | The snow reached {his} knees.
{His} fingers were stiff, and {his} ears hurt. | {His} breath hung in the air like smoke. | The wind blew right through {his} coat.
""",
        """
"Only a little rest," said {H}, but {he} knew that was bad. | {H} looked for a light, and there was none. | {He} could not feel {his} feet any more.
{He} fell, got up, and fell again. | Each step was harder than the one before. | {He} lost a glove, and it was gone at once.
{H} crouched behind a stone and shivered. | {He} put {his} head on {his} knees, cold and tired. | "I cannot go on," whispered {H}.
""",
        """
"Snow is also a blanket," said {H}. | {H} remembered what {his} grandmother had told {him}. | "I need a wall against the wind," said {H}.
{He} rolled a ball, and then another one. | {He} pressed the snow into blocks and set them in a ring. | {He} dug with both hands, and that alone made {him} warm.
Soon {he} had a little house with a round roof. | When it was done, it was as big as an oven. | There was just room for one, with knees pulled up.
Inside there was no wind, and {he} was warm. | {He} lit {his} lamp, and the walls glowed blue. | In the morning the sun shone, and {he} crept out well and rested.
""",
        """
Then {he} smelled smoke. | Sparks flew up behind a hedge. | "You look like a snowman," said somebody.
By a fire sat {F}, {afkind}. | It was {F}, {afkind}, and behind {fhim} burned a fire. | There was a fire under a rock, and beside it sat {F}, {afkind}.
"Come closer," said {F}. "It does not bite." | "Here is room for two," said {F}. | "First the hands," said {F}, "and then the feet."
{F} gave {him} tea that tasted of smoke and honey. | {F} put half of {fhis} blanket around {him}. | They shared a hot potato, half and half.
Slowly {H} grew warm, from the toes to the ears. | They sat close, and the snow fell softly around them. | In the morning the snow had stopped, and {F} showed {him} the road.
""",
    ),
    "spell": _trouble(
        "The sleeping spell | The old witch | A bad bargain",
        "An old witch wants the name of {H} before {he} may go on. | A witch blocks the way and wants {his} voice for a reward.",
        "An old witch blocks the way, but {H} is polite to her and may go on.",
        "{F}, {afkind}, knows the word that makes the old witch go away.",
        "tense ominous afraid",
        """
Where two roads met there was a hut on one leg. | Green smoke rose out of the ground. | An old witch stepped out from behind a tree.
"Who goes there?" asked the witch. | The witch had one tooth and it was made of iron. | "I smell somebody," said the old witch.
Her cat was as black as the inside of a boot. | In her hand she held an empty bottle. | The flowers bent away from her.
""",
        """
"You may pass," she said, "but it costs your voice." | "Give me your name," said the witch, "and you may go on." | "Everybody pays," said the witch. "What will you give me?"
{H} went pale and took a step back. | {H} held both hands over {his} mouth. | "That is too much," whispered {H}.
The witch only laughed, and the hut laughed too. | The smoke rose higher, and {H} could not turn back. | The cat came closer, and its eyes were cold.
{H} was afraid and did not know what to say. | There {he} stood, and {his} knees shook. | It was a bad bargain, and there was no other way.
""",
        """
"Good evening, madam," said {H}. "What a fine cat." | {H} took off {his} hat. "Good evening," {he} said. | "You have a long way to the well," said {H}. "May I carry your water?"
The witch was so surprised that she sat down. | Nobody had said that to her for a hundred years. | The cat began to purr.
{H} carried in the wood and swept the step. | {H} gave her half of {his} bread and listened to her stories. | They talked about the price of brooms and the weather.
"Go on, child," said the witch. "You may pass for free." | "You are a good one," said the witch, and she pointed the way. | She even gave {him} a biscuit for the road.
""",
        """
"Do not answer her," said a voice in {his} ear. | Somebody coughed behind {him}. | Then quick steps came up the road.
It was {F}, {afkind}. | {F}, {afkind}, stepped between them. | There stood {F}, {afkind}, with a book under {fhis} arm.
"I know her," said {F}. "She only needs the right word." | "I have met this witch before," said {F}. | "Cover your ears," said {F}, "and leave it to me."
{F} bent down and said one word to the cat. | {F} drew a ring in the dust and said one word three times. | {F} whistled, and then {fhe} said the word backwards.
There was a small bang, and the witch was gone. | The smoke blew away, and with it the hut. | The witch turned around once and flew off on a spoon.
""",
    ),
}

JOURNEY_HEADINGS = ("On the way", "The long road", "A quiet hour", "Under the open sky")
JOURNEY_GOALS = (
    "{H} walks all day with the thought of the {T} and sees something beautiful.",
    "{H} rests on the way and dreams of {P}.",
    "{H} walks on and finds new courage on the road to {P}.",
)
JOURNEY_MOODS = ("calm", "peaceful", "hopeful", "dreamy")
JOURNEY = beats("""
The road was long, and {H} had time to think. | All day {H} walked, and the land changed around {him}. | {H} walked between fields, and the road hummed under {his} feet.
Far away lay {P}, small as a toy. | Somewhere behind those hills was {P}. | {P_} was still far away.
{He} thought of the {T} and walked a little faster. | {He} thought about the {T}, and it seemed nearer than before. | In {his} head there was only the {T}.
At noon {he} sat down under a tree and ate {his} bread. | By a spring {he} washed {his} face and drank. | {He} took off {his} shoes and put {his} feet in a brook.
A flock of white birds flew over, without a sound. | Suddenly a rainbow stood over the fields. | A thousand small lights danced over the grass.
{H} forgot to chew. | {H} stood still until it was over. | "Nobody will believe me," said {H}.
"If that can be," {he} thought, "then all can be well." | "The world is big and kind," said {H}, "and I am in it." | It made {him} feel light and calm.
Then {he} got up and went on, with new hope. | {He} put {his} shoes on again and went on. | {He} slept in the hay that night and had good dreams.
""")
PARTY_HEADINGS = ("The feast", "Afterwards", "A song for {H}", "Lights {inP}")
PARTY_GOALS = (
    "Everybody comes together and celebrates {H} and the {T}.",
    "{H} and {F} have a feast {inP} and tell their story.",
)
PARTY_MOODS = ("joyful", "happy", "warm", "merry")
PARTY = beats("""
That evening lights burned in all the windows. | The next day there was a feast. | Long tables stood {inP}, and there was cake on all of them.
Everybody wanted to see the {T}. | In the middle lay the {T}, on a red cushion. | The {T} had the best place of all.
"Tell us!" the children cried. "Tell us from the beginning!" | "How was it?" they asked, all at once. | {H} had to tell the story three times.
So {H} told them, and {F} added the parts that {he} forgot. | {F} told it better each time. | {H} told about the road, the fear and the good end.
When it was sad, they all sighed, and then they laughed again. | They listened with open mouths. | The smallest ones forgot their cake.
Then there was music, and they danced until the stars were tired. | A fiddle began to play, and nobody could sit still. | They sang a new song, and it had the name of {H} in it.
"To {H}!" called {F}, and they all cheered. | {F} took the hand of {H} and they danced. | "You are my best friend," said {F}.
{H} looked at the lights and was happy. | {H} smiled until {his} cheeks hurt. | And if they are not tired, they are dancing there still.
""")

OPENINGS = beats("""
The sun was shining. | It was early in the morning. | It was a cold grey day. | It was late, and the light was soft. | A light wind blew from the west. | It had rained in the night. | The air smelled of wet leaves. | The day was as clear as glass. | Clouds hung low over the roofs. | It was the last day of autumn. | The first stars were out. | It was a day like any other. | White mist lay on the grass. | The birds were still asleep. | It was the time between day and night.
""")[0]
LINKS = beats("""
So {H} went on. | {H} had slept badly. | The next morning {H} was up before the sun. | {H} did not look back. | Hours went by. | Soon after that {H} was on the road again. | {H} kept the thought of the {T} warm in {his} head. | After that things went quickly. | {H} thought of the {T} and walked on.
""")[0]
BRIGHT = beats("""
{H} felt warm inside. | {His} heart was light. | {H} smiled to {self}. | Hope rose in {him} like a lark. | It was a good feeling. | {He} could have hugged the whole world. | For the first time that day {he} laughed. | {He} was glad, and {he} showed it. | {H} felt brave and strong. | It was as if the sun had come up inside {him}. | All was well, and {he} felt at peace. | "How good this is!" said {H}. | {He} hummed a happy little tune. | A calm joy filled {him}.
""")[0]
GREY = beats("""
{H} felt cold inside. | {His} heart was heavy. | {H} swallowed hard. | Fear crept up {his} back. | It was a bad feeling. | {He} was sad, and nobody saw it. | {He} felt lonely and small. | Worry sat on {his} shoulder like a crow. | "This is bad," said {H}. | {He} was afraid that it would never end well. | It hurt {him} more than {he} could say. | {H} bit {his} lip and tried not to cry. | Even the sky looked sad. | All hope seemed lost.
""")[0]
PLAIN = beats("""
A snail came by, looked at {H} and went on without a word. | {H} rubbed {his} nose, as {he} always did when {he} was thinking. | Somewhere a dog barked twice and then thought better of it. | A small cloud stood still above {him}, as if it wanted to watch. | {H} was {nature}, and that was a good thing now. | {He} counted to seven, for seven was {his} favourite number. | Nobody could say that {H} was not {nature}. | A beetle crossed the path in front of {him} and took its time. | "One thing after the other," {his} grandmother used to say. | {H} thought of the {T}, and then {he} knew what to do next. | Far away a clock struck, and nobody counted the hours but {H}. | {He} found half a biscuit in {his} pocket and ate it slowly. | A spider was mending its net in the corner and did not look up. | {H} took a deep breath and told {self} to be {nature}. | A feather came down from nowhere and landed on {his} shoulder. | It smelled of smoke and apples, as it does at the end of the year. | {H} scratched {his} ear and looked at it from the other side. | Two sparrows talked about it on the roof and did not agree. | {He} made a small knot in {his} scarf, so as not to forget this moment. | For a while there was no sound but the wind and {his} own breath. | Some days are like this, and one only has to get through them. | {H} thought about the {T} the way others think about their dinner. | A cat on a wall saw it all and told nobody. | {He} would remember this for the rest of {his} life. | "Well," said {H} to {self}, "a {kind} can do that too." | The shadows of the trees lay long on the ground. | A leaf turned in the air three times before it made up its mind. | {H} looked up at the sky, and the sky looked back. | {He} put {his} hand in {his} pocket, and there was nothing in it but a string. | It was so quiet that {he} could hear the grass grow.
""")[0]
ODD_LINES = beats("""
"It is {odd}," said {H}. | "It is {odd}," {H} whispered. | "This is no common thing," said {H}. "It is {odd}." | Nobody else knew what {H} knew. "It is {odd}," {he} said.
""")[0]
